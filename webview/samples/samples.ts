import type { PanelSamples } from '../../src/protocol/panel';
import { createElement, setAttribute, setText, uniqueId } from '../dom';
import type { NumberFormats } from '../format';
import {
  bestStep,
  isActive,
  selectedSample,
  selectedValidation,
  type PanelState,
  type Store,
} from '../state';
import type { StringKey } from '../../src/protocol/panelStrings';
import type { Texts } from '../texts';
import { Checkbox } from '../ui/checkbox';
import { Slider } from '../ui/slider';
import type { ViewState } from '../viewState';
import { SamplePicture } from './samplePicture';
import { SampleHistory } from './sampleHistory';
import { SampleRows } from './sampleRows';

const columns: readonly (readonly [StringKey, string])[] = [
  ['samples.number', 'cell-number'],
  ['samples.result', 'cell-result'],
  ['samples.source', 'cell-text'],
  ['samples.reference', 'cell-text'],
  ['samples.hypothesis', 'cell-text'],
  ['samples.probability', 'cell-probability'],
];

/** The probe set as decoded at one validation, with a slider over all of them. */
export class Samples {
  readonly element: HTMLElement;
  readonly #heading: HTMLElement;
  readonly #count = createElement('span', { class: 'subject' });
  readonly #slider: Slider;
  readonly #table: HTMLTableElement;
  readonly #scroller: HTMLElement;
  readonly #body = createElement('tbody');
  readonly #empty = createElement('p', { class: 'empty' });
  readonly #legend: HTMLElement;
  readonly #sampleRows: SampleRows;
  readonly #history: SampleHistory;
  readonly #picture: SamplePicture;
  #last: PanelState | undefined;
  #lastValidation: PanelSamples | undefined;
  #lastWrongOnly: boolean | undefined;

  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
    private readonly store: Store,
    view: ViewState,
  ) {
    this.#slider = new Slider({
      label: texts.get('samples.validation'),
      min: 0,
      max: 0,
      step: 1,
      value: 0,
      format: () => texts.get('header.none'),
      onInput: (position) => this.#chooseValidation(position),
    });
    this.#sampleRows = new SampleRows(texts, formats);
    this.#history = new SampleHistory(texts, this.#sampleRows);
    this.#picture = new SamplePicture(texts);
    const wrongOnly = new Checkbox({
      label: texts.get('samples.wrongOnly'),
      checked: view.wrongOnly,
      onChange: (checked) => store.updateView({ wrongOnly: checked }),
    });
    this.#heading = createElement('h2', {
      text: texts.get('samples.title'),
      attributes: { id: uniqueId('samples'), tabindex: -1 },
    });
    this.#table = createElement(
      'table',
      { class: 'samples-table', attributes: { role: 'grid' } },
      createElement(
        'thead',
        {},
        createElement(
          'tr',
          {},
          ...columns.map(([key, className]) =>
            createElement('th', { class: className, text: texts.get(key), attributes: { scope: 'col' } }),
          ),
        ),
      ),
      this.#body,
    );
    this.#scroller = createElement('div', { class: 'table-scroller' }, this.#table);
    this.#legend = createElement('p', { class: 'samples-legend', text: texts.get('samples.legend') });
    this.element = createElement(
      'section',
      { class: 'samples', attributes: { 'aria-labelledby': this.#heading.id } },
      createElement(
        'div',
        { class: 'section-head' },
        this.#heading,
        this.#count,
        createElement('div', { class: 'toolbar' }, wrongOnly.element),
      ),
      createElement('div', { class: 'samples-controls' }, this.#slider.element),
      this.#scroller,
      this.#legend,
      this.#empty,
      this.#picture.element,
      this.#history.element,
    );
    this.#body.addEventListener('click', (event) => this.#onClick(event));
    this.#body.addEventListener('keydown', (event) => this.#onKey(event));
  }

  focus(): void {
    this.element.scrollIntoView({ block: 'nearest' });
    this.#heading.focus({ preventScroll: true });
  }

  render(state: PanelState): void {
    const last = this.#last;
    if (
      last?.samples === state.samples &&
      last.view === state.view &&
      last.run.status === state.run.status &&
      bestStep(last) === bestStep(state)
    )
      return;
    this.#last = state;
    const validation = selectedValidation(state);
    this.#renderSlider(state, validation);
    this.#renderCount(validation);
    if (validation !== this.#lastValidation || state.view.wrongOnly !== this.#lastWrongOnly)
      this.#renderRows(validation, state.view.wrongOnly);
    this.#lastValidation = validation;
    this.#lastWrongOnly = state.view.wrongOnly;
    this.#renderEmpty(state, validation);
    this.#renderSelection(selectedSample(state)?.index);
    this.#picture.render(state);
    this.#history.render(state);
  }

  #renderSlider(state: PanelState, validation: PanelSamples | undefined): void {
    const { samples } = state;
    const best = bestStep(state);
    const position = validation === undefined ? 0 : samples.indexOf(validation);
    this.#slider.change(0, Math.max(0, samples.length - 1), position, (value) => {
      const step = samples[value]?.step;
      if (step === undefined) return this.texts.get('header.none');
      const words = [this.formats.whole(step)];
      if (step === best) words.push(this.texts.get('samples.best'));
      if (value === samples.length - 1) words.push(this.texts.get('samples.latest'));
      return words.join(' · ');
    });
  }

  #renderCount(validation: PanelSamples | undefined): void {
    const right = validation?.samples.filter(({ correct }) => correct).length ?? 0;
    setText(
      this.#count,
      validation === undefined ? '' : this.texts.get('samples.count', right, validation.samples.length),
    );
  }

  #renderRows(validation: PanelSamples | undefined, wrongOnly: boolean): void {
    const focused = document.activeElement?.closest('tr')?.dataset['index'];
    const hadFocus = this.#body.contains(document.activeElement);
    const shown = (validation?.samples ?? []).filter(({ correct }) => !wrongOnly || !correct);
    this.#body.replaceChildren(...shown.map((sample) => this.#sampleRows.createSample(sample)));
    if (hadFocus && focused !== undefined)
      this.#rows()
        .find(({ dataset }) => dataset['index'] === focused)
        ?.focus();
    if (validation !== undefined)
      setAttribute(
        this.#table,
        'aria-label',
        this.texts.get('samples.tableLabel', this.formats.whole(validation.step)),
      );
  }

  #renderEmpty(state: PanelState, validation: PanelSamples | undefined): void {
    const isEmpty = this.#body.childElementCount === 0;
    this.#empty.hidden = !isEmpty;
    this.#scroller.hidden = isEmpty;
    this.#legend.hidden = isEmpty;
    if (!isEmpty) return;
    if (validation !== undefined && validation.samples.length > 0)
      setText(this.#empty, this.texts.get('samples.allRight'));
    else if (state.dev.length > 0 || !isActive(state.run))
      setText(this.#empty, this.texts.get('samples.none'));
    else setText(this.#empty, this.texts.get('samples.empty'));
  }

  /** The selected row is the one that Tab reaches; arrows move from there. */
  #renderSelection(index: number | undefined): void {
    const rows = this.#rows();
    const selected = rows.find(({ dataset }) => dataset['index'] === String(index));
    for (const row of rows) {
      setAttribute(row, 'aria-selected', String(row === selected));
      row.tabIndex = row === (selected ?? rows[0]) ? 0 : -1;
    }
  }

  #rows(): readonly HTMLTableRowElement[] {
    return [...this.#body.rows];
  }

  #chooseValidation(position: number): void {
    const { samples } = this.store.state ?? { samples: [] };
    // At the right end the panel follows the latest validation again.
    this.store.updateView({
      validationStep: position >= samples.length - 1 ? undefined : samples[position]?.step,
    });
  }

  #choose(row: HTMLTableRowElement): void {
    const index = Number(row.dataset['index']);
    const { view } = this.store.state ?? {};
    this.store.updateView({
      sampleIndex: index,
      decodeStep: index === view?.sampleIndex ? view.decodeStep : 0,
    });
  }

  #onClick({ target }: Event): void {
    const row = target instanceof Element ? target.closest('tr') : null;
    if (row !== null) this.#choose(row);
  }

  #onKey(event: KeyboardEvent): void {
    const rows = this.#rows();
    const row = event.target instanceof Element ? event.target.closest('tr') : null;
    const position = row === null ? -1 : rows.indexOf(row);
    if (row === null || position < 0) return;
    const next = { ArrowUp: position - 1, ArrowDown: position + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (next !== undefined) rows[Math.max(0, Math.min(rows.length - 1, next))]?.focus();
    else if (event.key === 'Enter' || event.key === ' ') this.#choose(row);
    else return;
    event.preventDefault();
  }
}
