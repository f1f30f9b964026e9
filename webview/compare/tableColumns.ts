import type { ConfigValue } from '../../src/protocol/compare';
import { devQuantities } from '../../src/protocol/curveQuantities';
import type { NumberFormats } from '../format';
import type { Texts } from '../texts';
import { formatMetric, isSmallerBetter } from './chartId';
import { bestOf, comparedRuns, type CompareState, type KnownRun } from './compareStore';
import { allKeys, changedKeys, configText } from './configDifference';

/** A column of the table of runs. */
export interface TableColumn {
  readonly id: string;
  readonly label: string;
  /** What it is sorted by; undefined sorts last. */
  readonly value: (run: KnownRun) => ConfigValue | undefined;
  /** What is shown. */
  readonly text: (run: KnownRun) => string;
  readonly isNumber: boolean;
  /** A key of the config: told against the baseline's. */
  readonly configKey?: string;
}

const configPrefix = 'config:';

/** All columns there are now, in their order; which of them are hidden is the view's. */
export function tableColumns(
  state: CompareState,
  texts: Texts,
  formats: NumberFormats,
  labels: (run: KnownRun) => string,
): TableColumn[] {
  const number = (
    id: string,
    value: (run: KnownRun) => number | undefined,
    format: (value: number) => string,
  ): TableColumn => ({
    id,
    label: texts.find(`compare.column.${id}`, id),
    value,
    text: (run) => {
      const known = value(run);
      return known === undefined ? '' : format(known);
    },
    isNumber: true,
  });
  const text = (id: string, value: (run: KnownRun) => string): TableColumn => ({
    id,
    label: texts.find(`compare.column.${id}`, id),
    value,
    text: value,
    isNumber: false,
  });
  const whole = (value: number): string => formats.whole(value);
  return [
    text('name', labels),
    { ...text('star', () => ''), value: ({ star }) => star, text: ({ star }) => (star ? '★' : '') },
    text('state', (run) => stateText(run, texts)),
    ...metricColumns(state, texts, formats),
    // What was changed is what a comparison is about; all keys are a long way to go.
    ...(state.view.changedOnly ? configColumns(state) : []),
    text('note', ({ note }) => note),
    number('step', ({ step }) => step, whole),
    number(
      'epoch',
      ({ epoch }) => epoch,
      (value) => formats.epoch(value),
    ),
    number(
      'seconds',
      ({ elapsedMs }) => elapsedMs / 1000,
      (value) => formats.duration(value * 1000),
    ),
    number('speed', ({ tokensPerSecond }) => tokensPerSecond, whole),
    number('parameters', ({ parameterCount }) => parameterCount, whole),
    text('engine', ({ engine }) => engine.name),
    number(
      'seed',
      ({ seed }) => seed,
      (value) => String(value),
    ),
    {
      ...text('created', ({ createdAt }) => formats.dateTime(createdAt)),
      value: ({ createdAt }) => createdAt,
    },
    ...(state.view.changedOnly ? [] : configColumns(state)),
  ];
}

/** A column for each metric of which some run says that it is its best, or whose curve is known. */
function metricColumns(state: CompareState, texts: Texts, formats: NumberFormats): TableColumn[] {
  const measured = devQuantities.filter(
    (metric) =>
      state.runs.some(({ best }) => best?.metric === metric) ||
      (metric !== 'perplexity' &&
        comparedRuns(state).some((run) => bestOf(state, run, metric, false) !== undefined)),
  );
  return measured.map((metric) => {
    const known = new Map<string, number | undefined>();
    const value = (run: KnownRun): number | undefined => {
      if (!known.has(run.key)) known.set(run.key, bestOf(state, run, metric, isSmallerBetter(metric)));
      return known.get(run.key);
    };
    return {
      id: `best:${metric}`,
      label: texts.get('compare.column.best', texts.find(`compare.metric.${metric}`, metric)),
      value,
      text: (run) => {
        const best = value(run);
        return best === undefined ? '' : formatMetric(formats, metric, best);
      },
      isNumber: true,
    };
  });
}

/** Keys of configs: those that differ among the runs compared (or all runs, where fewer than two are), or all. */
function configColumns(state: CompareState): TableColumn[] {
  const { view, runs } = state;
  const baseline = runs.filter(({ key }) => key === view.baseline);
  const compared = [...new Set([...comparedRuns(state), ...baseline])];
  const among = compared.length > 1 ? compared : runs;
  const readable = among.filter(({ config }) => Object.keys(config).length > 0);
  const keys = view.changedOnly ? changedKeys(readable) : allKeys(readable);
  return keys.map((key) => ({
    id: `${configPrefix}${key}`,
    label: key,
    value: ({ config }) => config[key],
    text: ({ config }) => configText(config[key]),
    isNumber: among.every(({ config }) => typeof (config[key] ?? 0) === 'number'),
    configKey: key,
  }));
}

export function stateText({ isGone, status }: KnownRun, texts: Texts): string {
  return isGone ? texts.get('compare.state.gone') : texts.find(`compare.state.${status}`, status);
}

/** The states that runs are in, for the filter: `gone` beside those of a run. */
export const stateOf = ({ isGone, status }: KnownRun): string => (isGone ? 'gone' : status);
