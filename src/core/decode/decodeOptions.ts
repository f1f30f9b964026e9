import type { Config } from '../config/schema';
import type { DecodeOptions } from './hypothesis';
import type { Sampling } from './sampleSearch';

/** What the config says about decoding. */
export function decodeOptions(config: Pick<Config, 'testing' | 'random_seed'>): DecodeOptions {
  const { testing } = config;
  const sampling = configuredSampling(config);
  return {
    beamSize: testing.beam_size,
    nBest: sampling === undefined ? Math.min(testing.n_best, testing.beam_size) : testing.n_best,
    beamAlpha: testing.beam_alpha,
    coverageBeta: testing.coverage_beta,
    beamGroups: testing.beam_groups,
    diversityPenalty: testing.diversity_penalty,
    sampling,
    // The config's length is in tokens of text, without the end symbol.
    maxOutputLength: testing.max_output_length === undefined ? undefined : testing.max_output_length + 1,
    minOutputLength: testing.min_output_length,
    attention: false,
    prefix: testing.target_prefix,
    noRepeatNgramSize: testing.no_repeat_ngram_size,
    repetitionPenalty: testing.repetition_penalty,
    forceTokens: testing.force_tokens,
    allowed: testing.allowed,
    generateUnk: testing.generate_unk,
    replaceUnk: testing.replace_unk,
  };
}

/**
 * Options with others in their place. A beam that is asked for takes the place of sampling, and sampling that of a beam; a
 * beam too small for the hypotheses or groups that the options had has fewer of them.
 */
export function withDecodeOptions(options: DecodeOptions, changes: Partial<DecodeOptions>): DecodeOptions {
  const changed = { ...options, ...changes };
  const sampling = (changes.beamSize ?? 1) > 1 ? changes.sampling : changed.sampling;
  if (sampling !== undefined) {
    const { beamSize = 1 } = changes;
    return { ...changed, sampling, beamSize, beamGroups: changes.beamGroups ?? 1 };
  }
  const { beamSize } = changed;
  return {
    ...changed,
    sampling,
    nBest: Math.min(changes.nBest ?? options.nBest, beamSize),
    beamGroups: changes.beamGroups ?? (beamSize % options.beamGroups === 0 ? options.beamGroups : 1),
  };
}

/** Sampling as the config says, with changes; undefined when neither says anything of it. */
export function configuredSampling(
  { testing, random_seed }: Pick<Config, 'testing' | 'random_seed'>,
  changes: Partial<Sampling> = {},
): Sampling | undefined {
  const { temperature = testing.temperature, topK = testing.top_k, topP = testing.top_p } = changes;
  if (temperature === undefined && topK === undefined && topP === undefined) return undefined;
  return { temperature: temperature ?? 1, topK, topP: topP ?? 1, seed: changes.seed ?? random_seed };
}

/** @throws RangeError in words when options contradict each other */
export function checkDecodeOptions({ beamSize, nBest, beamGroups, sampling }: DecodeOptions): void {
  if (sampling !== undefined) {
    if (beamSize > 1)
      throw new RangeError(
        `Hypotheses are either drawn (temperature, top_k, top_p) or searched for with a beam of ${beamSize}: leave one of them out.`,
      );
    return;
  }
  if (nBest > beamSize)
    throw new RangeError(
      `${nBest} hypotheses can't come from a beam of ${beamSize}: make the beam size at least ${nBest}.`,
    );
  if (beamSize % beamGroups !== 0)
    throw new RangeError(
      `A beam of ${beamSize} can't be divided into ${beamGroups} equal groups: make the beam size a multiple of ${beamGroups}.`,
    );
}
