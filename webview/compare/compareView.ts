import { xAxes, type XAxis } from '../plot/curve';
import type { AxisRange } from '../plot/xRange';
import { maximumSmoothing } from '../viewState';
import { chartIds, type ChartId } from './chartId';

/** What the user chose on this page: kept over reloads with `setState`. Runs by their keys. */
export interface CompareView {
  /** Runs whose curves are compared; undefined: not chosen yet. */
  readonly compared: readonly string[] | undefined;
  /** Sweep or ladder that is shown: its runs are compared as they begin. */
  readonly group: string | undefined;
  /** Compared runs whose curves are switched off in the legend. */
  readonly hidden: readonly string[];
  /** Runs drawn on top and named first. */
  readonly pinned: readonly string[];
  readonly xAxis: XAxis;
  readonly logX: boolean;
  readonly logY: boolean;
  /** Weight of the past in the smoothed curves, 0 to 0.99. */
  readonly smoothing: number;
  readonly marks: boolean;
  /** Charts that are shown; undefined: the usual ones. */
  readonly charts: readonly ChartId[] | undefined;
  /** Charts that are shown as tables. */
  readonly asTable: readonly ChartId[];
  /** Visible part of the x-axis; undefined: all. */
  readonly zoom: AxisRange | undefined;
  /** Values to compare with, by chart. */
  readonly references: Readonly<Partial<Record<ChartId, number>>>;
  /** Run that the others' configs are held against. */
  readonly baseline: string | undefined;
  readonly changedOnly: boolean;
  /** Columns that are switched off. */
  readonly hiddenColumns: readonly string[];
  readonly sort: { readonly column: string; readonly descending: boolean };
  readonly filter: string;
  /** States that are listed; empty: all. */
  readonly states: readonly string[];
}

export const initialCompareView: CompareView = {
  compared: undefined,
  group: undefined,
  hidden: [],
  pinned: [],
  xAxis: 'step',
  logX: false,
  logY: false,
  smoothing: 0.6,
  marks: true,
  charts: undefined,
  asTable: [],
  zoom: undefined,
  references: {},
  baseline: undefined,
  changedOnly: true,
  hiddenColumns: [],
  sort: { column: 'created', descending: true },
  filter: '',
  states: [],
};

/** Reads what `getState` returned; anything missing or odd falls back to the initial value. */
export function parseCompareView(saved: unknown): CompareView {
  if (!isRecord(saved)) return initialCompareView;
  const initial = initialCompareView;
  const { smoothing, xAxis, sort, filter, baseline } = saved;
  return {
    compared: saved['compared'] === undefined ? undefined : texts(saved['compared']),
    group: typeof saved['group'] === 'string' ? saved['group'] : undefined,
    hidden: texts(saved['hidden']),
    pinned: texts(saved['pinned']),
    xAxis: xAxes.find((axis) => axis === xAxis) ?? initial.xAxis,
    logX: saved['logX'] === true,
    logY: saved['logY'] === true,
    smoothing:
      typeof smoothing === 'number' && smoothing >= 0 && smoothing <= maximumSmoothing
        ? smoothing
        : initial.smoothing,
    marks: saved['marks'] !== false,
    charts: saved['charts'] === undefined ? undefined : charts(saved['charts']),
    asTable: charts(saved['asTable']),
    zoom: range(saved['zoom']),
    references: references(saved['references']),
    baseline: typeof baseline === 'string' ? baseline : undefined,
    changedOnly: saved['changedOnly'] !== false,
    hiddenColumns: texts(saved['hiddenColumns']),
    sort:
      isRecord(sort) && typeof sort['column'] === 'string'
        ? { column: sort['column'], descending: sort['descending'] === true }
        : initial.sort,
    filter: typeof filter === 'string' ? filter : '',
    states: texts(saved['states']),
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

const charts = (value: unknown): readonly ChartId[] => chartIds.filter((id) => texts(value).includes(id));

function range(value: unknown): AxisRange | undefined {
  if (!isRecord(value)) return undefined;
  const { min, max } = value;
  return typeof min === 'number' && typeof max === 'number' && min < max ? { min, max } : undefined;
}

function references(value: unknown): CompareView['references'] {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    chartIds.flatMap((id) => (typeof value[id] === 'number' ? [[id, value[id]] as const] : [])),
  );
}
