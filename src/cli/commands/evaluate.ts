import path from 'node:path';
import { Command, Option } from 'commander';
import { bleuTokenizerNames } from '../../core/config/schema';
import type { BleuTokenizer } from '../../core/config/schema';
import { pairProblem } from '../../core/data/readPairFile';
import { loadSplits } from '../../core/data/loadSplits';
import type { SplitName } from '../../core/data/loadSplits';
import type { Pair } from '../../core/data/pair';
import { bootstrapResamples } from '../../core/metrics/bootstrap';
import type { Estimate } from '../../core/metrics/estimate';
import type { PointMetricName } from '../../core/metrics/pointMetrics';
import { dataFileReader } from '../../trainer/checkConfig';
import { LoadedModel } from '../../trainer/loadedModel';
import { measurePairs } from '../../trainer/measurePairs';
import type { Measures, PointResults } from '../../trainer/measurePairs';
import { formatMetric, metricLabels } from '../metricText';
import { checkpointOption, engineOption, wholeNumber } from '../options';
import type { CheckpointName, EngineChoice } from '../options';
import type { Output } from '../output';
import { readLines } from '../readLines';
import { loadPictureSources } from '../../trainer/pictureSources';
import { percent } from '../trainingProgress';
import { UsageError } from '../usageError';

interface EvaluateOptions {
  readonly src?: string;
  readonly trg?: string;
  readonly split?: SplitName;
  readonly beamSize?: number;
  readonly tokenize?: BleuTokenizer;
  readonly checkpoint: CheckpointName;
  readonly engine: EngineChoice;
}

export function evaluateCommand(output: Output): Command {
  return new Command('evaluate')
    .summary('measure a trained model on pairs')
    .description(
      'Measures a trained model on pairs: loss, perplexity and token accuracy with the reference as input (teacher forcing);\n' +
        'sequence accuracy (exact match), BLEU, chrF, edit distance and, where references are trees, bracket F1 by decoding.\n' +
        'A language model has nothing to decode. BLEU and chrF equal sacreBLEU’s, and come with its\n' +
        `signature. Each has its 95 % confidence interval: Wilson’s for sequence accuracy, the others by the bootstrap over pairs\n` +
        `(${bootstrapResamples} samples, seeded, percentiles).`,
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
    .addOption(
      new Option(
        '--tokenize <name>',
        'how BLEU splits texts: 13a, char (targets without words) or none (default: the config’s)',
      ).choices(bleuTokenizerNames),
    )
    .addOption(checkpointOption())
    .addOption(engineOption())
    .addHelpText(
      'after',
      '\nResult with --json: pairs; loss, perplexity, bitsPerSequence, tokenAccuracy, sequenceAccuracy, bleu, chrf, editDistance,\n' +
        'each {value, low, high} (the last three with their signature), of trees bracketF1 and malformedTrees, of a language model only the first four; accuracyByLength [{from, to, pairs, value, low, high}]; refused, beamSize, checkpoint.',
    )
    .action(async (run: string, options: EvaluateOptions) => {
      checkSource(options);
      const { checkpoint, engine } = options;
      const model = await LoadedModel.load({ runFolder: path.resolve(run), checkpoint, engine });
      if (model.warning !== undefined) output.notice(`Warning: ${model.warning}`);
      const pairs = await readPairs(options, model);
      const { beam_size, sacrebleu_cfg } = model.config.testing;
      const { beamSize = beam_size, tokenize = sacrebleu_cfg.tokenize } = options;
      const { decoded, ...measures } = measurePairs(model, pairs, { beamSize, bleuTokenizer: tokenize });
      const { refused = 0, cannotHaveBleu = false, ...texts } = decoded ?? {};
      if (refused > 0)
        output.notice(
          `Warning: ${refused} sources can’t be decoded: they are longer than data.src.max_length, or nothing obeys what testing asks for. They count as empty hypotheses, and as wrong.`,
        );
      if (cannotHaveBleu) output.notice(`Warning: ${explainZeroBleu(tokenize)}`);
      const kind = decoded === undefined ? 'texts' : 'pairs';
      const beam = decoded === undefined ? '' : `, beam size ${beamSize}`;
      output.line(`${pairs.length} ${kind}, checkpoint ${model.step}${beam}`);
      describe({ ...measures, decoded }, output);
      output.result({
        ...measures,
        ...(decoded === undefined ? {} : { ...texts, refused, beamSize }),
        checkpoint: model.step,
      });
      model.dispose();
    });
}

function explainZeroBleu(tokenize: BleuTokenizer): string {
  const remedy =
    tokenize === 'char'
      ? 'Judge by sequence accuracy or chrF.'
      : 'With --tokenize char every character counts as a token.';
  return `BLEU is 0 whatever the model writes: it counts sequences of four tokens, and no reference has four (tokenizer ${tokenize}). ${remedy}`;
}

function describe({ decoded, ...measures }: Measures, output: Output): void {
  const line = (
    name: string,
    { value, low, high }: Estimate,
    format: (value: number) => string,
    note = '',
  ): void => {
    const interval = `(${format(low)} to ${format(high)})`;
    output.line(
      `${name.padEnd(18)} ${format(value).padStart(9)}   ${`${interval.padEnd(22)} ${note}`.trim()}`,
    );
  };
  const toDecimals =
    (digits: number) =>
    (value: number): string =>
      value.toFixed(digits);
  line('loss', measures.loss, toDecimals(4));
  line('perplexity', measures.perplexity, toDecimals(4));
  line('bits per sequence', measures.bitsPerSequence, toDecimals(3));
  line('token accuracy', measures.tokenAccuracy, percent);
  if (decoded === undefined) return;
  const { bleu, chrf, bracketF1, malformedTrees, points } = decoded;
  line('sequence accuracy', decoded.sequenceAccuracy, percent);
  line('BLEU', bleu, toDecimals(2), bleu.signature);
  line('chrF2', chrf, toDecimals(2), chrf.signature);
  line('edit distance', decoded.editDistance, toDecimals(4));
  if (bracketF1 !== undefined) line('bracket F1', bracketF1, toDecimals(2), bracketF1.signature);
  if (malformedTrees !== undefined) line('malformed trees', malformedTrees, percent);
  for (const { title, measures: found } of pointSections(points)) {
    if (title !== undefined) output.line(title);
    for (const [name, estimate] of Object.entries(found) as [PointMetricName, Estimate][])
      line(`${title === undefined ? '' : '  '}${metricLabels[name]}`, estimate, (value) =>
        formatMetric(name, value),
      );
  }
  output.line('sequence accuracy by source length, in tokens:');
  for (const { from, to, pairs, ...estimate } of decoded.accuracyByLength)
    line(from === to ? `  ${from}` : `  ${from} to ${to}`, estimate, percent, `${pairs} pairs`);
}

function pointSections(points: PointResults | undefined) {
  if (points === undefined) return [];
  const { overall, byLength } = points;
  return [
    { title: undefined, measures: overall },
    ...(byLength.length < 2
      ? []
      : byLength.map(({ length, measures }) => ({ title: `${length} points:`, measures }))),
  ];
}

function checkSource({ src, trg, split }: EvaluateOptions): void {
  const files = src !== undefined && trg !== undefined;
  const halfFiles = (src === undefined) !== (trg === undefined);
  if (halfFiles || files === (split !== undefined))
    throw new UsageError('Give the pairs as --src FILE and --trg FILE, or as --split train, dev or test.');
}

async function readPairs({ src, trg, split }: EvaluateOptions, model: LoadedModel): Promise<readonly Pair[]> {
  const pairs =
    split === undefined ? await readFiles(src ?? '', trg ?? '', model) : await readSplit(split, model);
  if (pairs.length === 0) throw new Error('There is no pair to evaluate on: the files are empty.');
  const problem = pairs
    .map((pair) => pairProblem(pair, `${trg ?? ''}:${pair.line}`, model.config))
    .find(Boolean);
  if (split === undefined && problem !== undefined) throw new Error(problem.message);
  return pairs;
}

async function readFiles(src: string, trg: string, { config }: LoadedModel): Promise<readonly Pair[]> {
  const [given, targets] = await Promise.all([readLines(src), readLines(trg)]);
  const sources = await loadPictureSources(config, given, [path.dirname(src), '.']);
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
