import type { CompareRun, CurveMark, CurveNews, ToCompare, WaitingVariant } from '../../src/protocol/compare';
import { Curve, Points } from '../plot/curve';
import { chartIds, chartQuantity, type ChartId } from './chartId';
import type { CompareView } from './compareView';

/** A run as the page knows it; `isGone`: its folder is no longer there. */
export type KnownRun = CompareRun & { readonly isGone: boolean };

/** The curves of one run, by chart. They grow in place: `CompareState.curvesVersion` says when. */
export interface RunCurves {
  readonly train: Points;
  readonly dev: Points;
  readonly byChart: ReadonlyMap<ChartId, Curve>;
  marks: readonly CurveMark[];
}

/** All that the page shows. Never changed in place, but for the points of curves. */
export interface CompareState {
  /** Newest first. */
  readonly runs: readonly KnownRun[];
  readonly curves: ReadonlyMap<string, RunCurves>;
  /** Rises whenever there are new points. */
  readonly curvesVersion: number;
  /** Variants that wait for their training. */
  readonly waiting: readonly WaitingVariant[];
  readonly isTrusted: boolean;
  readonly view: CompareView;
  /** Run whose row is selected. */
  readonly selected: string | undefined;
  /** Run that is brought out: the one that the pointer is over in the legend or the table, else the selected one. */
  readonly highlighted: string | undefined;
}

/** Runs that are compared when nobody has chosen any. */
const usualRuns = 5;

export class CompareStore {
  #state: CompareState | undefined;
  readonly #listeners = new Set<(state: CompareState) => void>();

  /** Undefined before the first snapshot. */
  get state(): CompareState | undefined {
    return this.#state;
  }

  /** Calls the listener after every change. */
  subscribe(listener: (state: CompareState) => void): void {
    this.#listeners.add(listener);
  }

  /** A page that was hidden keeps the curves of runs that have gone meanwhile. */
  applySnapshot(
    { runs, waiting, isTrusted }: Extract<ToCompare, { type: 'snapshot' }>,
    savedView: CompareView,
  ): void {
    const old = this.#state;
    const view = old?.view ?? savedView;
    const there = new Set(runs.map(({ key }) => key));
    const lost = (old?.runs ?? []).filter(({ key }) => !there.has(key) && old?.curves.has(key));
    const all = [...runs.map((run) => ({ ...run, isGone: false })), ...lost.map(asGone)].sort(newestFirst);
    this.#set({
      runs: all,
      curves: old?.curves ?? new Map(),
      curvesVersion: old?.curvesVersion ?? 0,
      waiting,
      isTrusted,
      view: withNewOfGroup(
        { ...view, compared: view.compared ?? all.slice(0, usualRuns).map(({ key }) => key) },
        all,
        old?.runs ?? [],
      ),
      selected: old?.selected,
      highlighted: old?.highlighted,
    });
  }

  applyUpdate({ runs, gone, curves }: Extract<ToCompare, { type: 'update' }>): void {
    const state = this.#state;
    if (state === undefined) return;
    const byKey = new Map(state.runs.map((run) => [run.key, run]));
    for (const run of runs) byKey.set(run.key, { ...run, isGone: false });
    for (const key of gone) {
      const run = byKey.get(key);
      // Its row stays as long as its curve can be looked at.
      if (run !== undefined && state.curves.has(key)) byKey.set(key, asGone(run));
      else byKey.delete(key);
    }
    const hasRowNews = runs.length + gone.length > 0;
    const rows = hasRowNews ? [...byKey.values()].sort(newestFirst) : state.runs;
    this.#set({
      ...state,
      runs: rows,
      view: withNewOfGroup(state.view, rows, state.runs),
      curves: curves.reduce(withNews, state.curves),
      curvesVersion: state.curvesVersion + (curves.length > 0 ? 1 : 0),
    });
  }

  setWaiting(waiting: readonly WaitingVariant[]): void {
    const state = this.#state;
    if (state !== undefined) this.#set({ ...state, waiting });
  }

  /** Shows a sweep or ladder instead of what is shown. */
  showGroup(group: string): void {
    const keys = (this.#state?.runs ?? []).filter((run) => run.group?.id === group).map(({ key }) => key);
    this.show(keys, true);
    this.updateView({ group });
  }

  show(keys: readonly string[], replace: boolean): void {
    const compared = replace ? [] : (this.#state?.view.compared ?? []);
    this.updateView({
      compared: [...new Set([...compared, ...keys])],
      hidden: (this.#state?.view.hidden ?? []).filter((key) => !keys.includes(key)),
      zoom: undefined,
      ...(replace ? { group: undefined } : {}),
    });
  }

  updateView(change: Partial<CompareView>): void {
    const state = this.#state;
    if (state === undefined) return;
    this.#set({ ...state, view: { ...state.view, ...change } });
  }

  /** Adds to a list of the view, or takes away. */
  toggle(list: 'hidden' | 'pinned' | 'compared', key: string): void {
    const old = this.#state?.view[list] ?? [];
    this.updateView({ [list]: old.includes(key) ? old.filter((other) => other !== key) : [...old, key] });
  }

  /** The pointer is over a run; undefined: it left. */
  hover(key: string | undefined): void {
    const state = this.#state;
    const highlighted = key ?? state?.selected;
    if (state !== undefined && state.highlighted !== highlighted) this.#set({ ...state, highlighted });
  }

  /** Selects a run; the one that is selected already: none. */
  select(key: string): void {
    const state = this.#state;
    if (state === undefined) return;
    const selected = state.selected === key ? undefined : key;
    this.#set({ ...state, selected, highlighted: selected });
  }

  #set(state: CompareState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

function withNews(curves: ReadonlyMap<string, RunCurves>, news: CurveNews): ReadonlyMap<string, RunCurves> {
  const known = curves.get(news.key) ?? createCurves();
  known.train.append(news.train, news.whole);
  known.dev.append(news.dev, news.whole);
  known.marks = news.marks;
  return curves.has(news.key) ? curves : new Map([...curves, [news.key, known]]);
}

function createCurves(): RunCurves {
  const points = { train: new Points(), dev: new Points() };
  const byChart = new Map(
    chartIds.map((id) => {
      const { split, index } = chartQuantity(id);
      return [id, new Curve(points[split], index)] as const;
    }),
  );
  return { ...points, byChart, marks: [] };
}

/** Runs of the sweep or ladder that is shown are compared as soon as there are any. */
function withNewOfGroup(
  view: CompareView,
  runs: readonly CompareRun[],
  known: readonly CompareRun[],
): CompareView {
  if (view.group === undefined || runs === known) return view;
  const old = new Set([...known.map(({ key }) => key), ...(view.compared ?? [])]);
  const fresh = runs.filter(({ key, group }) => group?.id === view.group && !old.has(key));
  if (fresh.length === 0) return view;
  return { ...view, compared: [...(view.compared ?? []), ...fresh.map(({ key }) => key)] };
}

const asGone = (run: KnownRun): KnownRun => ({ ...run, isGone: true });

const newestFirst = (a: CompareRun, b: CompareRun): number =>
  a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1;

/** The runs that are compared, newest first. */
export function comparedRuns({ runs, view }: CompareState): readonly KnownRun[] {
  const compared = new Set(view.compared);
  return runs.filter(({ key }) => compared.has(key));
}

/** The best value of a metric over all validations that are known, or as the run itself says. */
export function bestOf(
  { curves }: Pick<CompareState, 'curves'>,
  run: CompareRun,
  metric: string,
  isSmallerBetter: boolean,
): number | undefined {
  if (run.best?.metric === metric) return run.best.value;
  const known = curves.get(run.key);
  const chart = chartIds.find((id) => id === `dev:${metric}`);
  if (known === undefined || chart === undefined) return undefined;
  const values = known.dev.values(chartQuantity(chart).index);
  let best: number | undefined;
  for (let index = 0; index < known.dev.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) continue;
    if (best === undefined || (isSmallerBetter ? value < best : value > best)) best = value;
  }
  return best;
}
