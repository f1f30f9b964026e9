import type { SavedPanel } from '../src/protocol/panel';
import type { VsCodeApi } from './messages';
import type { PanelState } from './state';
import { parseViewState, type ViewState } from './viewState';

/** Dragging a slider changes the view at every frame; it is kept when it rests. */
const restMs = 150;

/** Keeps the user's choices over reloads, together with the run's id: a restored panel starts from nothing else. */
export class SavedView {
  /** The choices of the last time this panel was open. */
  readonly initial: ViewState;
  readonly #api: VsCodeApi;
  #known: { readonly runId: string; readonly view: ViewState } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: VsCodeApi) {
    this.#api = api;
    this.initial = parseViewState(api.getState());
  }

  save({ run, view }: PanelState): void {
    const isNew = this.#known?.runId !== run.id;
    if (!isNew && this.#known?.view === view) return;
    this.#known = { runId: run.id, view };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), isNew ? 0 : restMs);
  }

  /** Keeps at once what is still waiting. */
  flush(): void {
    if (this.#timer === undefined || this.#known === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { runId, view } = this.#known;
    const saved: SavedPanel = { runId, ...view };
    this.#api.setState(saved);
  }
}
