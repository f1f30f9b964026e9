import type { Command } from 'commander';
import type { Config } from '../core/config/schema';
import { configuredSampling } from '../core/decode/decodeOptions';
import type { DecodeOptions } from '../core/decode/hypothesis';
import type { Sampling } from '../core/decode/sampleSearch';
import { collect, decimalNumber, wholeNumber } from './options';
import { UsageError } from './usageError';

/** Options of the command line about decoding, each in place of the config's. */
export interface DecodeFlags {
  readonly beamSize?: number;
  readonly nBest?: number;
  readonly beamAlpha?: number;
  readonly coverageBeta?: number;
  readonly beamGroups?: number;
  readonly diversityPenalty?: number;
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly seed?: number;
  readonly prefix?: string;
  readonly forceTokens?: readonly string[];
  readonly allowed?: string;
  readonly maxOutputLength?: number;
  readonly minOutputLength?: number;
  /** Of `--no-repeat-ngram-size`: commander takes flags with `no` for what they deny. True: not given. */
  readonly repeatNgramSize: number | true;
  readonly repetitionPenalty?: number;
  /** False: `--no-generate-unk`. */
  readonly generateUnk: boolean;
  readonly replaceUnk?: true;
}

export function addDecodeFlags(command: Command): Command {
  return command
    .option(
      '--beam-size <n>',
      'hypotheses kept while decoding; 1 is greedy (default of this and the others: the config’s)',
      wholeNumber(1, 100),
    )
    .option('--n-best <n>', 'hypotheses written for each source', wholeNumber(1, 100))
    .option('--beam-alpha <x>', 'length penalty ((5+n)/6)^x', decimalNumber(0, 5))
    .option('--coverage-beta <x>', 'penalty for source tokens left unattended', decimalNumber(0, 5))
    .option(
      '--beam-groups <n>',
      'groups of the beam that are kept apart (diverse beam search)',
      wholeNumber(1, 100),
    )
    .option('--diversity-penalty <x>', 'how much the groups are kept apart', decimalNumber(0, 100))
    .option(
      '--temperature <x>',
      'draw tokens at random: below 1 cautiously, above 1 boldly',
      decimalNumber(0.01, 100),
    )
    .option('--top-k <n>', 'draw tokens from the n most probable', wholeNumber(1, 1_000_000))
    .option(
      '--top-p <x>',
      'draw tokens from the most probable that together have probability x',
      decimalNumber(0.001, 1),
    )
    .option('--seed <n>', 'of the draws (default: the config’s random_seed)', wholeNumber(0, 0x7fffffff))
    .option('--prefix <text>', 'text that every hypothesis must begin with')
    .option(
      '--force-tokens <text>',
      'text that every hypothesis must contain; may be given several times',
      collect((text: string) => text),
    )
    .option(
      '--allowed <grammar>',
      'json, iso_date, balanced_brackets, tour, polygon or a regular expression between slashes',
    )
    .option('--max-output-length <n>', 'longest hypothesis in tokens', wholeNumber(1, 10_000))
    .option('--min-output-length <n>', 'fewest tokens of a hypothesis', wholeNumber(0, 10_000))
    .option(
      '--no-repeat-ngram-size <n>',
      'no sequence of n tokens twice; 0: no such limit',
      wholeNumber(0, 1000),
    )
    .option('--repetition-penalty <x>', 'factor that repeated tokens cost', decimalNumber(1, 100))
    .option('--no-generate-unk', 'never write the unknown symbol')
    .option('--replace-unk', 'write the most attended source token for the unknown symbol');
}

/** @throws UsageError when flags contradict each other */
export function checkDecodeFlags(flags: DecodeFlags): void {
  const { beamSize, nBest, minOutputLength, maxOutputLength } = flags;
  const sampling = samplingFlags(flags);
  if (sampling !== undefined && beamSize !== undefined && beamSize > 1)
    throw new UsageError(
      `--${sampling} draws hypotheses, and --beam-size ${beamSize} searches for the most probable: leave one of them out.`,
    );
  if (sampling === undefined && beamSize !== undefined && nBest !== undefined && nBest > beamSize)
    throw new UsageError(`--n-best ${nBest} needs a beam of at least ${nBest}, not --beam-size ${beamSize}.`);
  if (minOutputLength !== undefined && maxOutputLength !== undefined && minOutputLength > maxOutputLength)
    throw new UsageError(
      `--min-output-length ${minOutputLength} is larger than --max-output-length ${maxOutputLength}.`,
    );
}

/** The first flag that turns sampling on. */
function samplingFlags({ temperature, topK, topP }: DecodeFlags): string | undefined {
  if (temperature !== undefined) return 'temperature';
  if (topK !== undefined) return 'top-k';
  return topP === undefined ? undefined : 'top-p';
}

/** What the flags change of the config's options. */
export function flaggedOptions(flags: DecodeFlags, config: Config): Partial<DecodeOptions> {
  const { beamSize, nBest, maxOutputLength, generateUnk } = flags;
  const { testing } = config;
  const beamWanted = (beamSize ?? 1) > 1;
  const sampling = beamWanted ? undefined : configuredSampling(config, samplingChanges(flags));
  // A wider beam than the config's when more hypotheses are asked for than it holds.
  const wider = nBest === undefined ? undefined : Math.max(nBest, beamSize ?? testing.beam_size);
  return definedOnly({
    beamSize: beamSize ?? (sampling === undefined ? wider : undefined),
    nBest,
    beamAlpha: flags.beamAlpha,
    coverageBeta: flags.coverageBeta,
    beamGroups: flags.beamGroups,
    diversityPenalty: flags.diversityPenalty,
    sampling,
    prefix: flags.prefix,
    forceTokens: flags.forceTokens,
    allowed: flags.allowed,
    // With the end symbol, which flags and config do not count.
    maxOutputLength: maxOutputLength === undefined ? undefined : maxOutputLength + 1,
    minOutputLength: flags.minOutputLength,
    noRepeatNgramSize: flags.repeatNgramSize === true ? undefined : flags.repeatNgramSize,
    repetitionPenalty: flags.repetitionPenalty,
    generateUnk: generateUnk ? undefined : false,
    replaceUnk: flags.replaceUnk,
  });
}

function samplingChanges({ temperature, topK, topP, seed }: DecodeFlags): Partial<Sampling> {
  return definedOnly({ temperature, topK, topP, seed });
}

function definedOnly<Options extends object>(
  options: Options,
): { [Key in keyof Options]?: Exclude<Options[Key], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Options]?: Exclude<Options[Key], undefined>;
  };
}
