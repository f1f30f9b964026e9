import type {
  ChangeLine,
  MetricLine,
  PanelAttention,
  PanelRun,
  PanelSamples,
  Sample,
  SampleMoment,
  ToPanel,
  ValidationLine,
} from '../src/protocol/panel';
import type { ViewState } from './viewState';

/** All that the dashboard shows. Never changed in place: whoever holds an old state can compare by identity. */
export interface PanelState {
  readonly run: PanelRun;
  /** By rising step. */
  readonly train: readonly MetricLine[];
  readonly dev: readonly ValidationLine[];
  /** What was done by hand, in its order. */
  readonly changes: readonly ChangeLine[];
  readonly samples: readonly PanelSamples[];
  /** Answers of the host: samples, by their index, at validations whose samples did not come with the others. */
  readonly histories: ReadonlyMap<number, readonly SampleMoment[]>;
  readonly attentionMaps: Snapshot['attentionMaps'];
  /** Answers of the host by `attentionKey`; `undefined` as value: the host has no such map. */
  readonly attention: ReadonlyMap<string, PanelAttention | undefined>;
  readonly view: ViewState;
}

type Snapshot = Extract<ToPanel, { type: 'snapshot' }>;
type Delta = Extract<ToPanel, { type: 'delta' }>;
type AttentionAnswer = Extract<ToPanel, { type: 'attention' }>;

/** Maps kept in memory, and the weights of all of them together: a map of 2,000 × 2,000 is 16 MB. */
const attentionCapacity = 64;
const weightCapacity = 8_000_000;

export class Store {
  #state: PanelState | undefined;
  readonly #listeners = new Set<(state: PanelState) => void>();

  /** Undefined before the first snapshot. */
  get state(): PanelState | undefined {
    return this.#state;
  }

  /** Calls the listener after every change. */
  subscribe(listener: (state: PanelState) => void): void {
    this.#listeners.add(listener);
  }

  applySnapshot(
    { run, train, dev, changes = [], samples, attentionMaps }: Snapshot,
    savedView: ViewState,
  ): void {
    this.#set({
      run,
      train,
      dev,
      changes,
      samples,
      histories: new Map(),
      attentionMaps,
      attention: new Map([...(this.#state?.attention ?? [])].filter(([, map]) => map !== undefined)),
      view: this.#state?.view ?? savedView,
    });
  }

  applyDelta({ run, train, dev, changes = [], samples }: Delta): void {
    const state = this.#state;
    if (state === undefined) return;
    this.#set({
      ...state,
      run,
      train: appendByStep(state.train, train),
      dev: appendByStep(state.dev, dev),
      // Several may be of one step. A resume, which would go back, comes as a snapshot.
      changes: changes.length === 0 ? state.changes : [...state.changes, ...changes],
      samples: appendByStep(state.samples, samples),
    });
  }

  /** The samples of a validation that was without; none when there are none any more. */
  applySamples({ step, samples = [] }: PanelSamples): void {
    const state = this.#state;
    if (state === undefined) return;
    this.#set({
      ...state,
      samples: state.samples.map((known) => (known.step === step ? { step, samples } : known)),
    });
  }

  applyHistory(index: number, moments: readonly SampleMoment[]): void {
    const state = this.#state;
    if (state !== undefined) this.#set({ ...state, histories: new Map(state.histories).set(index, moments) });
  }

  applyAttention({ step, index, map }: AttentionAnswer): void {
    const state = this.#state;
    if (state === undefined) return;
    const attention = new Map(state.attention);
    attention.set(attentionKey(step, index), isWhole(map) ? map : undefined);
    let weights = 0;
    for (const known of attention.values()) weights += known?.values.length ?? 0;
    for (const [oldest, known] of attention) {
      if (attention.size <= attentionCapacity && (weights <= weightCapacity || attention.size === 1)) break;
      attention.delete(oldest);
      weights -= known?.values.length ?? 0;
    }
    this.#set({ ...state, attention });
  }

  /** Back to before the first snapshot: what still arrives without one is ignored. */
  clear(): void {
    this.#state = undefined;
  }

  updateView(change: Partial<ViewState>): void {
    const state = this.#state;
    if (state === undefined) return;
    this.#set({ ...state, view: { ...state.view, ...change } });
  }

  #set(state: PanelState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

/**
 * Old lines followed by new ones, by rising step. A run resumed from a checkpoint logs steps again: the newer line of a
 * step, and all after it, replace the older ones.
 */
export function appendByStep<Line extends { readonly step: number }>(
  old: readonly Line[],
  added: readonly Line[],
): readonly Line[] {
  const first = added[0];
  if (first === undefined) return old;
  let kept = old.length;
  while (kept > 0 && old[kept - 1]!.step >= first.step) kept -= 1;
  return [...(kept === old.length ? old : old.slice(0, kept)), ...added];
}

function isWhole(map: PanelAttention | undefined): boolean {
  return map !== undefined && map.values.length > 0 && map.values.length === map.rows * map.columns;
}

export function attentionKey(step: number, index: number): string {
  return `${step}/${index}`;
}

/** The validation whose samples are shown: the selected one, the latest one at or before it, or the latest of all. */
export function selectedValidation({ samples, view }: PanelState): PanelSamples | undefined {
  const step = view.validationStep;
  if (step === undefined) return samples.at(-1);
  return samples.findLast((validation) => validation.step <= step) ?? samples[0];
}

/** The sample whose attention is shown. */
export function selectedSample(state: PanelState): Sample | undefined {
  const samples = selectedValidation(state)?.samples;
  return samples?.find(({ index }) => index === state.view.sampleIndex) ?? samples?.[0];
}

/** Step of the best validation so far. */
export function bestStep({ run, dev }: PanelState): number | undefined {
  return run.best?.step ?? dev.findLast(({ best }) => best)?.step;
}

export function isActive({ status }: PanelRun): boolean {
  return status === 'preparing' || status === 'running';
}
