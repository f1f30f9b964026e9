import path from 'node:path';
import { Command, Option } from 'commander';
import { loadSplits } from '../../core/data/loadSplits';
import type { SplitName } from '../../core/data/loadSplits';
import type { Pair } from '../../core/data/pair';
import { dataFileReader } from '../../trainer/checkConfig';
import { LoadedModel } from '../../trainer/loadedModel';
import { scorePairs } from '../../trainer/scorePairs';
import { estimateProportion, estimateRatio } from '../confidence';
import type { Estimate } from '../confidence';
import { checkpointOption, engineOption, wholeNumber } from '../options';
import type { CheckpointName, EngineChoice } from '../options';
import type { Output } from '../output';
import { readLines } from '../readLines';
import { percent } from '../trainingProgress';
import { UsageError } from '../usageError';

interface EvaluateOptions {
  readonly src?: string;
  readonly trg?: string;
  readonly split?: SplitName;
  readonly beamSize?: number;
  readonly checkpoint: CheckpointName;
  readonly engine: EngineChoice;
}

export function evaluateCommand(output: Output): Command {
  return new Command('evaluate')
    .summary('measure a trained model on pairs')
    .description(
      'Measures a trained model on pairs: loss, perplexity and token accuracy with the reference as input (teacher forcing),\n' +
        'sequence accuracy (exact match) by decoding; each with its 95 % confidence interval. BLEU and chrF are not computed yet.',
    )
    .argument('<run>', 'a run folder')
    .option('--src <file>', 'the sources, one a line')
    .option('--trg <file>', 'their references, one a line')
    .addOption(
      new Option('--split <name>', 'a split of the run’s config, instead of files').choices([
        'train',
        'dev',
        'test',
      ]),
    )
    .option(
      '--beam-size <n>',
      'hypotheses kept while decoding; 1 is greedy (default: the config’s)',
      wholeNumber(1, 100),
    )
    .addOption(checkpointOption())
    .addOption(engineOption())
    .addHelpText(
      'after',
      '\nResult with --json: pairs, loss, perplexity, tokenAccuracy, sequenceAccuracy, each {value, low, high}; refused, beamSize, checkpoint.',
    )
    .action(async (run: string, options: EvaluateOptions) => {
      checkSource(options);
      const { checkpoint, engine } = options;
      const model = await LoadedModel.load({ runFolder: path.resolve(run), checkpoint, engine });
      if (model.warning !== undefined) output.notice(`Warning: ${model.warning}`);
      const pairs = await readPairs(options, model);
      const beamSize = options.beamSize ?? model.config.testing.beam_size;
      const { losses, tokens, rightTokens, exact, refused } = scorePairs(model, pairs, beamSize);
      const loss = estimateRatio(losses, tokens);
      const metrics = {
        loss,
        perplexity: { value: Math.exp(loss.value), low: Math.exp(loss.low), high: Math.exp(loss.high) },
        tokenAccuracy: estimateRatio(rightTokens, tokens),
        sequenceAccuracy: estimateProportion(exact.filter((right) => right).length, exact.length),
      };
      if (refused > 0)
        output.notice(
          `Warning: ${refused} sources are longer than data.src.max_length; they count as wrong.`,
        );
      output.line(`${pairs.length} pairs, checkpoint ${model.step}, beam size ${beamSize}`);
      describe('loss', metrics.loss, (value) => value.toFixed(4), output);
      describe('perplexity', metrics.perplexity, (value) => value.toFixed(4), output);
      describe('token accuracy', metrics.tokenAccuracy, percent, output);
      describe('sequence accuracy', metrics.sequenceAccuracy, percent, output);
      output.result({ pairs: pairs.length, ...metrics, refused, beamSize, checkpoint: model.step });
      model.dispose();
    });
}

function describe(
  name: string,
  { value, low, high }: Estimate,
  format: (value: number) => string,
  output: Output,
): void {
  output.line(`${name.padEnd(18)} ${format(value).padStart(9)}   (${format(low)} to ${format(high)})`);
}

function checkSource({ src, trg, split }: EvaluateOptions): void {
  const files = src !== undefined && trg !== undefined;
  const halfFiles = (src === undefined) !== (trg === undefined);
  if (halfFiles || files === (split !== undefined))
    throw new UsageError('Give the pairs as --src FILE and --trg FILE, or as --split train, dev or test.');
}

async function readPairs({ src, trg, split }: EvaluateOptions, model: LoadedModel): Promise<readonly Pair[]> {
  const pairs = split === undefined ? await readFiles(src ?? '', trg ?? '') : await readSplit(split, model);
  if (pairs.length === 0) throw new Error('There is no pair to evaluate on: the files are empty.');
  return pairs;
}

async function readFiles(src: string, trg: string): Promise<readonly Pair[]> {
  const [sources, targets] = await Promise.all([readLines(src), readLines(trg)]);
  if (sources.length !== targets.length)
    throw new Error(
      `${src} has ${sources.length} lines and ${trg} has ${targets.length}: line n of one must be the reference of line n of the other.`,
    );
  return sources.map((source, index) => ({ source, target: targets[index] ?? '', line: index + 1 }));
}

async function readSplit(split: SplitName, { config, manifest }: LoadedModel): Promise<readonly Pair[]> {
  const pairs = (await loadSplits(config, dataFileReader(manifest.configFile)))[split];
  if (pairs === undefined)
    throw new Error(`The run’s config has no data.${split}. Use another split, or --src and --trg.`);
  return pairs;
}
