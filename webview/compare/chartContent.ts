import type { CurveMark } from '../../src/protocol/compare';
import type { Curve } from '../plot/curve';
import type { PlotContent, PlotCurve, PlotMark } from '../plot/linePlot';
import type { AxisRange } from '../plot/xRange';
import { chartQuantity, type ChartId } from './chartId';
import type { Detail } from './detailControl';
import { comparedRuns, type CompareState, type KnownRun } from './compareStore';
import type { SeriesLook } from '../plot/seriesLook';

/** A run's curve in a chart. */
export interface ShownCurve {
  readonly run: KnownRun;
  readonly look: SeriesLook;
  readonly curve: Curve;
  readonly marks: readonly CurveMark[];
}

/** In a draft of more runs than these, what costs most is left out: faint raw curves, and dashes. Their marks still tell runs apart. */
const mostInWholeDraft = 6;
/** With more runs than this, only the best and the end of each are marked. */
const runsWithAllMarks = 6;

/** The curves to draw in a chart: those of compared runs that are switched on and have measured this. Pinned ones last. */
export function shownCurves(
  state: CompareState,
  id: ChartId,
  looks: ReadonlyMap<string, SeriesLook>,
): ShownCurve[] {
  const { view, curves, highlighted } = state;
  const { split } = chartQuantity(id);
  const rank = ({ key }: KnownRun): number => (key === highlighted ? 2 : view.pinned.includes(key) ? 1 : 0);
  return comparedRuns(state)
    .filter(({ key }) => !view.hidden.includes(key))
    .flatMap((run): ShownCurve[] => {
      const known = curves.get(run.key);
      const curve = known?.byChart.get(id);
      const look = looks.get(run.key);
      if (known === undefined || curve === undefined || look === undefined) return [];
      // Validations are few: each of them counts.
      curve.update(split === 'train' ? view.smoothing : 0);
      return curve.isEmpty ? [] : [{ run, look, curve, marks: known.marks }];
    })
    .sort((a, b) => rank(a.run) - rank(b.run));
}

/** From the first to the last x value of all runs; a logarithmic axis begins at the first one above 0. */
export function wholeRange(state: CompareState, isLogarithmic: boolean): AxisRange {
  const { xAxis, hidden } = state.view;
  let [min, max] = [Infinity, -Infinity];
  for (const { key } of comparedRuns(state)) {
    const known = state.curves.get(key);
    if (known === undefined || hidden.includes(key)) continue;
    for (const points of [known.train, known.dev]) {
      if (points.length === 0) continue;
      const x = points.x(xAxis);
      max = Math.max(max, x[points.length - 1]!);
      const first = x.subarray(0, points.length).find((value) => !isLogarithmic || value > 0);
      if (first !== undefined) min = Math.min(min, first);
    }
  }
  if (!(max > 0)) return isLogarithmic ? { min: 1, max: 100 } : { min: 0, max: 100 };
  if (!isLogarithmic) return { min: 0, max };
  return { min: Math.min(min, max / 1.01), max };
}

export interface ContentOptions {
  readonly state: CompareState;
  readonly id: ChartId;
  readonly shown: readonly ShownCurve[];
  readonly x: AxisRange;
  readonly references: PlotContent['references'];
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly detail: Detail;
}

/** All that a plot needs to draw a chart. */
export function plotContent(options: ContentOptions): PlotContent {
  const { state, id, shown, x, references, formatX, formatY, detail } = options;
  const { view, highlighted } = state;
  const { isShare } = chartQuantity(id);
  const isRough = detail.isDraft && shown.length > mostInWholeDraft;
  const isSomeoneHighlighted = shown.some(({ run }) => run.key === highlighted);
  const faint: PlotCurve[] = [];
  const lines: PlotCurve[] = [];
  for (const { run, look, curve } of shown) {
    const isOn = run.key === highlighted;
    const isStrong = isOn || view.pinned.includes(run.key);
    const shared = { x: curve.points.x(view.xAxis), length: curve.length, color: look.color };
    const recede = isSomeoneHighlighted && !isOn ? 0.45 : 1;
    if (curve.smoothed !== curve.raw)
      faint.push({
        ...shared,
        y: curve.raw,
        extremes: curve.rawExtremes,
        // What is not drawn has its part in what the y-axis shows all the same: it stays as it is.
        opacity: isRough ? 0 : 0.28 * recede,
        widthPx: 1,
        dash: [],
        mark: undefined,
      });
    lines.push({
      ...shared,
      y: curve.smoothed,
      extremes: curve.extremes,
      opacity: recede,
      widthPx: isStrong ? 2.75 : 1.5,
      dash: isRough ? [] : look.dash,
      mark: look.mark,
    });
  }
  return {
    curves: [...faint, ...lines],
    marks: view.marks ? shown.flatMap((curve) => marksOf(curve, state, shown.length)) : [],
    references,
    x,
    isCounted: view.xAxis === 'step',
    logarithmicX: view.logX,
    logarithmicY: view.logY,
    leastY: isShare && view.zoom === undefined ? { min: 0, max: 1 } : undefined,
    formatX,
    formatY,
    detail: detail.share,
    isDraft: detail.isDraft,
  };
}

function marksOf(
  { run, look, curve, marks }: ShownCurve,
  { view, highlighted }: CompareState,
  runCount: number,
): PlotMark[] {
  const { smoothed, points } = curve;
  const x = points.x(view.xAxis);
  const at = (step: number, type: PlotMark['type']): PlotMark[] => {
    const index = curve.indexAt(step, 'step');
    return index < 0 ? [] : [{ x: x[index]!, y: smoothed[index]!, type, color: look.color }];
  };
  const hasAll = runCount <= runsWithAllMarks || run.key === highlighted || view.pinned.includes(run.key);
  const ended = run.stopReason !== undefined && run.stopReason !== 'stopped';
  return [
    ...(hasAll
      ? marks.flatMap(({ type, step }) => at(step, type === 'checkpoint' ? 'checkpoint' : 'change'))
      : []),
    ...(ended ? at(Infinity, run.stopReason === 'early-stopping' ? 'early-stop' : 'end') : []),
    ...(run.best === undefined ? [] : at(run.best.step, 'best')),
  ];
}
