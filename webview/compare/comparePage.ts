import { createElement, setText } from '../dom';
import { NumberFormats } from '../format';
import type { Texts } from '../texts';
import { onThemeChange, readTheme } from '../theme';
import { Button } from '../ui/button';
import { CompareCurves } from './compareCurves';
import type { CompareMessages } from './compareMessages';
import { comparedRuns, type CompareState, type CompareStore } from './compareStore';
import { GroupTable } from './groupTable';
import type { SeriesLook } from '../plot/seriesLook';
import { looksOfRuns } from './looksOfRuns';
import { RunsTable } from './runsTable';

/** The whole page that compares runs. */
export class ComparePage {
  readonly element: HTMLElement;
  readonly #curves: CompareCurves;
  readonly #group: GroupTable;
  readonly #table: RunsTable;
  readonly #empty: HTMLElement;
  readonly #hint = createElement('p', { class: 'compare-hint', attributes: { role: 'status' } });
  #theme = readTheme();
  #last: CompareState | undefined;
  #looks: ReadonlyMap<string, SeriesLook> = new Map();
  #looksOf: readonly unknown[] = [];

  constructor(
    private readonly texts: Texts,
    store: CompareStore,
    private readonly messages: CompareMessages,
    state: CompareState,
  ) {
    const formats = new NumberFormats();
    this.#curves = new CompareCurves(texts, formats, this.#theme, store, state.view);
    this.#group = new GroupTable({ texts, formats, store, messages });
    this.#table = new RunsTable(texts, formats, store, messages, state);
    const begin = new Button({
      label: texts.get('compare.newExperiment'),
      icon: 'beaker',
      appearance: 'primary',
      onClick: () => messages.newExperiment(),
    });
    this.#empty = createElement(
      'div',
      { class: 'page-state' },
      createElement('p', { text: texts.get('compare.noRuns') }),
      begin.element,
    );
    this.element = createElement(
      'main',
      { class: 'dashboard compare' },
      createElement('h1', { class: 'visually-hidden', text: texts.get('compare.title') }),
      this.#empty,
      this.#hint,
      this.#group.element,
      this.#curves.element,
      this.#table.element,
    );
    onThemeChange(() => {
      this.#theme = readTheme();
      this.#curves.setTheme(this.#theme);
      if (store.state !== undefined) this.render(store.state);
    });
  }

  render(state: CompareState): void {
    const last = this.#last;
    this.#last = state;
    if (last !== undefined && isMove(last, state)) {
      this.#curves.move(state);
      return;
    }
    const hasRuns = state.runs.length > 0;
    this.#group.render(state);
    this.#empty.hidden = hasRuns || !this.#group.element.hidden;
    this.#curves.element.hidden = !hasRuns;
    this.#table.element.hidden = !hasRuns;
    setText(this.#hint, hasRuns ? this.#advice(state) : '');
    if (!hasRuns) return;
    const looks = this.#looksAt(state);
    this.#curves.render(state, looks);
    this.#table.render(state, looks);
    this.messages.want(
      comparedRuns(state)
        .filter(({ isGone }) => !isGone)
        .map(({ key }) => key),
    );
  }

  /** The same object as long as nothing that they depend on has changed: whoever gets them can compare by identity. */
  #looksAt(state: CompareState): ReadonlyMap<string, SeriesLook> {
    const of = [state.runs, state.view.compared, this.#theme];
    if (of.some((part, index) => part !== this.#looksOf[index]))
      this.#looks = looksOfRuns(state, this.#theme);
    this.#looksOf = of;
    return this.#looks;
  }

  /** What to do where there is little to compare. */
  #advice(state: CompareState): string {
    const { texts } = this;
    const compared = comparedRuns(state);
    // What is still missing is on its way.
    if (state.view.group !== undefined) return '';
    if (state.runs.length === 1) return texts.get('compare.oneRun');
    if (compared.length === 1) return texts.get('compare.oneCompared');
    const metrics = new Set(compared.flatMap(({ best }) => best?.metric ?? []));
    return metrics.size > 1 ? texts.get('compare.differentMetrics') : '';
  }
}

/** Whether all that has changed is what is seen of the x-axis: then there is no time to look at anything else. */
function isMove(before: CompareState, after: CompareState): boolean {
  if (before.view.zoom === after.view.zoom) return false;
  const keys = Object.keys(after) as (keyof CompareState)[];
  const choices = Object.keys(after.view) as (keyof CompareState['view'])[];
  return (
    keys.every((key) => key === 'view' || before[key] === after[key]) &&
    choices.every((key) => key === 'zoom' || before.view[key] === after.view[key])
  );
}
