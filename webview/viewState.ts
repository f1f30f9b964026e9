/** A range of steps on the x-axis. */
export interface StepRange {
  readonly min: number;
  readonly max: number;
}

/** What the user chose in this panel: kept over reloads with `setState`. Never data of the run. */
export interface ViewState {
  /** Weight of the past in the smoothed curve, 0 to 0.99. */
  readonly smoothing: number;
  readonly logLoss: boolean;
  readonly curvesAsTable: boolean;
  /** Ids of curves that are switched off in the legends. */
  readonly hiddenCurves: readonly string[];
  /** Visible steps of both charts; undefined: all. */
  readonly zoom: StepRange | undefined;
  /** Number of the selected sample in the probe set. */
  readonly sampleIndex: number;
  /** Step of the selected validation; undefined: follow the latest. */
  readonly validationStep: number | undefined;
  /** Row of the attention map, from 0. */
  readonly decodeStep: number;
  /** Step of a machine whose memory is shown, from 0. */
  readonly memoryStep: number;
  readonly wrongOnly: boolean;
  /** Only samples with this in their source, reference or hypothesis; empty: all. */
  readonly sampleFilter: string;
  /** Colours span 0 to the map's largest weight instead of 0 to 1. */
  readonly scaleToMaximum: boolean;
  /** Notices that were dismissed. */
  readonly dismissed: readonly string[];
}

export const maximumSmoothing = 0.99;

export const initialViewState: ViewState = {
  smoothing: 0.6,
  logLoss: false,
  curvesAsTable: false,
  hiddenCurves: [],
  zoom: undefined,
  sampleIndex: 0,
  validationStep: undefined,
  decodeStep: 0,
  memoryStep: 0,
  wrongOnly: false,
  sampleFilter: '',
  scaleToMaximum: false,
  dismissed: [],
};

/** Reads what `getState` returned; anything missing or odd falls back to the initial value. */
export function parseViewState(saved: unknown): ViewState {
  if (typeof saved !== 'object' || saved === null) return initialViewState;
  const values: Readonly<Record<string, unknown>> = { ...saved };
  const initial = initialViewState;
  return {
    smoothing: numberWithin(values['smoothing'], 0, maximumSmoothing) ?? initial.smoothing,
    logLoss: values['logLoss'] === true,
    curvesAsTable: values['curvesAsTable'] === true,
    hiddenCurves: texts(values['hiddenCurves']),
    zoom: stepRange(values['zoom']),
    sampleIndex: numberWithin(values['sampleIndex'], 0, Infinity) ?? initial.sampleIndex,
    validationStep: numberWithin(values['validationStep'], 0, Infinity),
    decodeStep: numberWithin(values['decodeStep'], 0, Infinity) ?? initial.decodeStep,
    memoryStep: numberWithin(values['memoryStep'], 0, Infinity) ?? initial.memoryStep,
    wrongOnly: values['wrongOnly'] === true,
    sampleFilter: typeof values['sampleFilter'] === 'string' ? values['sampleFilter'] : initial.sampleFilter,
    scaleToMaximum: values['scaleToMaximum'] === true,
    dismissed: texts(values['dismissed']),
  };
}

function numberWithin(value: unknown, min: number, max: number): number | undefined {
  return typeof value === 'number' && value >= min && value <= max ? value : undefined;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function stepRange(value: unknown): StepRange | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { min, max }: { min?: unknown; max?: unknown } = value;
  return typeof min === 'number' && typeof max === 'number' && min < max ? { min, max } : undefined;
}
