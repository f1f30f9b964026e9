import { formatPath } from '../../core/config/formatPath';
import type { Diagnostic } from '../../core/config/diagnostic';
import type { DecodedLine } from '../../protocol/inference';
import type { MetricsFileLine, RunManifest } from '../../runs/manifest';
import type { Run } from '../runs/run';

/** What tools answer a language model: short plain text, and what to ask for more. All pure, in English as prompts are. */

export const longestAnswer = 6_000;

/** An answer that fits, with a note when something had to go. */
export function cutAnswer(text: string, howToGetMore: string): string {
  if (text.length <= longestAnswer) return text;
  const end = text.lastIndexOf('\n', longestAnswer);
  return `${text.slice(0, end > 0 ? end : longestAnswer)}\n… cut. ${howToGetMore}`;
}

export function diagnosticsText(file: string, diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (diagnostics.length === 0) return `${file}: valid, no problems. It can be trained.`;
  const head = `${file}: ${errors} errors, ${diagnostics.length - errors} warnings.${errors === 0 ? ' It can be trained.' : ' It can’t be trained until the errors are gone.'}`;
  const lines = diagnostics.map(
    ({ line, column, severity, path, message }) =>
      `${line}:${column} ${severity} ${formatPath(path)}: ${message}`,
  );
  return [head, ...lines].join('\n');
}

export function runListText(runs: readonly Pick<Run, 'id' | 'manifest' | 'status'>[], limit: number): string {
  if (runs.length === 0)
    return 'There are no runs in this workspace. Train a config (a .s2s.json file) first, such as with s2s_start_training.';
  const lines = runs.slice(0, limit).map(({ id, manifest, status }) => {
    const { best, step, totalSteps, configFile, engine } = manifest;
    return [
      id,
      status,
      `step ${step}${totalSteps === undefined ? '' : ` of ${totalSteps}`}`,
      best === undefined
        ? 'not yet validated'
        : `best ${best.metric} ${rounded(best.value)} at step ${best.step}`,
      `engine ${engine.name}`,
      `config ${configFile}`,
    ].join(' · ');
  });
  const more =
    runs.length > limit
      ? [`${runs.length - limit} older runs are not listed: raise "limit" to see them.`]
      : [];
  return [`${runs.length} runs, newest first:`, ...lines, ...more].join('\n');
}

/** What a run reached, and its validations: the first, the last and evenly between them. */
export function metricsText(manifest: RunManifest, lines: readonly MetricsFileLine[], limit: number): string {
  const validations = lines.flatMap((line) => (line.kind === 'dev' ? [line] : []));
  const trained = lines.findLast((line) => line.kind === 'train');
  const { id, best, step, stopReason, parameterCount, elapsedMs } = manifest;
  const head = [
    `${id}: step ${step}, ${(elapsedMs / 1000).toFixed(0)} s, ${parameterCount} parameters${stopReason === undefined ? '' : `, ended by ${stopReason}`}`,
    best === undefined
      ? 'no validation yet'
      : `best ${best.metric} ${rounded(best.value)} at step ${best.step}`,
    ...(trained?.kind === 'train'
      ? [`last training loss ${rounded(trained.loss)} at step ${trained.step}`]
      : []),
  ];
  const shown = evenly(validations, limit).map(
    (line) =>
      `${line.step}\t${rounded(line.loss)}\t${rounded(line.perplexity)}\t${rounded(line.tokenAccuracy)}\t${rounded(line.sequenceAccuracy)}`,
  );
  const note =
    validations.length > shown.length
      ? [
          `${validations.length - shown.length} validations between these are left out: raise "limit" to see them.`,
        ]
      : [];
  return [
    ...head,
    'validations: step, loss, perplexity, token accuracy, sequence accuracy',
    ...shown,
    ...note,
  ].join('\n');
}

export function decodedText(lines: readonly DecodedLine[]): string {
  return lines
    .map((line) => {
      if (line.type === 'refused') return `${JSON.stringify(line.source)}: not decoded: ${line.message}`;
      const unknown =
        line.unknownTokens.length === 0 ? '' : ` (unknown to the model: ${line.unknownTokens.join(' ')})`;
      const written = line.hypotheses
        .map(
          ({ text, logProbability, finished }) =>
            `${JSON.stringify(text)} p=${probability(logProbability)}${finished ? '' : ' cut off'}`,
        )
        .join('; ');
      return `${JSON.stringify(line.source)} -> ${written}${unknown}`;
    })
    .join('\n');
}

const mostAttended = 3;

/** For each token of the best hypothesis its probability and the source tokens that were attended most; then the others. */
export function explanationText(line: DecodedLine): string {
  if (line.type === 'refused') return decodedText([line]);
  const [best, ...others] = line.hypotheses;
  if (best === undefined) return decodedText([line]);
  const { attention } = best;
  const rows = best.tokens.map((token, row) => {
    const p = probability(best.tokenLogProbabilities[row] ?? -Infinity);
    if (attention === undefined || row >= attention.rows) return `${JSON.stringify(token)} p=${p}`;
    const weights = Array.from(
      attention.values.subarray(row * attention.columns, (row + 1) * attention.columns),
      (weight, column) => ({ weight, column }),
    );
    const attended = weights
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, mostAttended)
      .map(
        ({ weight, column }) =>
          `${JSON.stringify(line.sourceTokens[column] ?? '')}[${column}] ${weight.toFixed(2)}`,
      );
    return `${JSON.stringify(token)} p=${p} <- ${attended.join(', ')}`;
  });
  return [
    `best: ${JSON.stringify(best.text)} p=${probability(best.logProbability)}${best.finished ? '' : ' cut off'}`,
    attention === undefined
      ? 'output tokens (this model has no attention):'
      : 'output tokens <- most attended source tokens [position] weight:',
    ...rows,
    ...(others.length === 0 ? [] : ['runners-up:']),
    ...others.map(({ text, logProbability }) => `${JSON.stringify(text)} p=${probability(logProbability)}`),
  ].join('\n');
}

/** What a training will cost, by what the last one of the same config took. */
export function costText(
  steps: number | undefined,
  last: Pick<RunManifest, 'step' | 'elapsedMs'> | undefined,
): string {
  const length = steps === undefined ? 'a number of steps that the epochs decide' : `${steps} steps`;
  if (last === undefined || last.step === 0 || steps === undefined) return length;
  const seconds = Math.round((last.elapsedMs / last.step / 1000) * steps);
  return `${length}, about ${seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`} at the speed of its last run`;
}

function evenly<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit) return items;
  if (limit < 2) return items.slice(-1);
  return Array.from(
    { length: limit },
    (_, index) => items.slice(Math.round((index * (items.length - 1)) / (limit - 1)))[0],
  ).filter((item) => item !== undefined);
}

const rounded = (value: number): string => String(Number(value.toPrecision(4)));
const probability = (log: number): string => String(Number(Math.exp(log).toPrecision(2)));
