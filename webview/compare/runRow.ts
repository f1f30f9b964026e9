import { createSwatch } from '../plot/swatch';
import { createElement, setAttribute, setText } from '../dom';
import type { Texts } from '../texts';
import { createCheckbox } from '../ui/checkList';
import { changeIcon, createIcon } from '../ui/icon';
import { TextField } from '../ui/textField';
import type { CompareMessages } from './compareMessages';
import type { CompareState, CompareStore, KnownRun } from './compareStore';
import { configText, difference } from './configDifference';
import type { SeriesLook } from '../plot/seriesLook';
import { stateOf, type TableColumn } from './tableColumns';
import { stateIcon } from './stateIcon';

export interface RunRowOptions {
  readonly texts: Texts;
  readonly store: CompareStore;
  readonly messages: CompareMessages;
}

/** One run's row. It stays the same element while it is listed, and changes only what differs: somebody may be writing in it. */
export class RunRow {
  readonly element = createElement('tr', { class: 'run-row' });
  readonly #cells = new Map<string, HTMLTableCellElement>();
  readonly #box: HTMLInputElement;
  readonly #swatch = createElement('span', { class: 'row-swatch' });
  readonly #name = createElement('button', { class: 'run-name', attributes: { type: 'button' } });
  readonly #star = createElement('button', { class: 'icon-button', attributes: { type: 'button' } });
  readonly #starIcon = createIcon('star-empty');
  readonly #stateIcon = createIcon('pass');
  readonly #stateText = createElement('span');
  readonly #note = createElement('button', { class: 'note-text', attributes: { type: 'button' } });
  #columnIds = '';
  #look = '';
  #run: KnownRun;

  constructor(
    run: KnownRun,
    private readonly options: RunRowOptions,
  ) {
    const { store, messages } = options;
    this.#run = run;
    this.#box = createCheckbox('', false, () => store.toggle('compared', run.key));
    this.#name.addEventListener('click', () => store.select(run.key));
    this.#name.addEventListener('dblclick', () => {
      if (!this.#run.isGone) messages.openDashboard(run.key);
    });
    this.#star.append(this.#starIcon);
    this.#star.addEventListener('click', () => messages.star(run.key, !this.#run.star));
    this.#note.addEventListener('click', () => this.#editNote());
    this.element.addEventListener('pointerenter', () => store.hover(run.key));
    this.element.addEventListener('pointerleave', () => store.hover(undefined));
    this.element.addEventListener('click', ({ target }) => {
      const isControl = target instanceof Element && target.closest('button, input') !== null;
      if (!isControl) store.select(run.key);
    });
  }

  render(
    run: KnownRun,
    state: CompareState,
    columns: readonly TableColumn[],
    look: SeriesLook | undefined,
    baseline: KnownRun | undefined,
    index: number,
  ): void {
    this.#run = run;
    const { view, isTrusted } = state;
    this.#arrange(columns);
    setAttribute(this.element, 'aria-rowindex', String(index + 2));
    this.element.classList.toggle('is-highlighted', run.key === state.highlighted);
    this.element.classList.toggle('is-gone', run.isGone);
    this.element.classList.toggle('is-baseline', run.key === view.baseline);
    const label = look?.label ?? run.name;
    this.#renderName(run, state, label, look);
    this.#renderState(run);
    const { texts } = this.options;
    const canWrite = isTrusted && !run.isGone;
    this.#star.disabled = !canWrite;
    changeIcon(this.#starIcon, run.star ? 'star-full' : 'star-empty');
    setAttribute(this.#star, 'aria-pressed', String(run.star));
    setAttribute(this.#star, 'aria-label', texts.get('compare.starRun', label));
    this.#note.disabled = !canWrite;
    setText(this.#note, run.note === '' ? texts.get('compare.addNote') : run.note);
    this.#note.classList.toggle('is-empty', run.note === '');
    setAttribute(this.#note, 'title', run.note);
    setAttribute(
      this.#note,
      'aria-label',
      run.note === '' ? texts.get('compare.addNoteTo', label) : texts.get('compare.noteOf', label, run.note),
    );
    for (const column of columns) this.#renderCell(column, run, baseline);
  }

  #renderName(
    run: KnownRun,
    { view, selected, curves }: CompareState,
    label: string,
    look: SeriesLook | undefined,
  ): void {
    const { texts } = this.options;
    const isCompared = view.compared?.includes(run.key) === true;
    this.#box.checked = isCompared;
    this.#box.disabled = run.isGone && !curves.has(run.key);
    setAttribute(this.#box, 'aria-label', texts.get('compare.compareRun', label));
    setText(this.#name, label);
    const baselineWord = run.key === view.baseline ? ` (${texts.get('compare.baselineWord')})` : '';
    if (baselineWord !== '') this.#name.append(baselineWord);
    setAttribute(this.#name, 'title', [run.id, run.message].filter(Boolean).join('\n'));
    setAttribute(this.#name, 'aria-pressed', String(run.key === selected));
    this.#swatch.hidden = !isCompared;
    const shown = JSON.stringify(look);
    if (shown === this.#look || look === undefined) return;
    this.#look = shown;
    const swatch = createSwatch({ line: { widthPx: 2.25, dash: look.dash }, mark: look.mark });
    swatch.style.color = look.color;
    this.#swatch.replaceChildren(swatch);
  }

  #renderState(run: KnownRun): void {
    const state = stateOf(run);
    changeIcon(this.#stateIcon, stateIcon(state));
    const { texts } = this.options;
    const words = run.isGone ? texts.get('compare.gone') : (run.message ?? '');
    setAttribute(this.#stateText, 'title', words);
    setText(
      this.#stateText,
      run.isGone ? texts.get('compare.gone') : texts.find(`compare.state.${state}`, state),
    );
    setAttribute(this.element, 'data-state', state);
  }

  #renderCell(column: TableColumn, run: KnownRun, baseline: KnownRun | undefined): void {
    const cell = this.#cells.get(column.id);
    if (cell === undefined || ownCells.has(column.id)) return;
    const { configKey } = column;
    const isHeld = configKey !== undefined && baseline !== undefined && baseline.key !== run.key;
    const kind = isHeld ? difference(run.config[configKey], baseline.config[configKey]) : 'same';
    const text =
      kind === 'same' || !isHeld
        ? column.text(run)
        : `${configText(baseline.config[configKey])} → ${configText(run.config[configKey])}`;
    setText(cell, text);
    setAttribute(cell, 'title', text.length > 24 ? text : '');
    setAttribute(cell, 'data-difference', kind);
  }

  /** Cells are made when the columns change. */
  #arrange(columns: readonly TableColumn[]): void {
    const ids = columns.map(({ id }) => id).join('\n');
    if (ids === this.#columnIds) return;
    this.#columnIds = ids;
    const cells = columns.map(({ id, isNumber }) => {
      const cell = this.#cells.get(id) ?? this.#createCell(id, isNumber);
      this.#cells.set(id, cell);
      return cell;
    });
    this.element.replaceChildren(...cells);
  }

  #createCell(id: string, isNumber: boolean): HTMLTableCellElement {
    const className = isNumber ? 'is-number' : '';
    switch (id) {
      case 'name':
        return createElement(
          'th',
          { class: 'run-cell', attributes: { scope: 'row' } },
          createElement('span', { class: 'run-head' }, this.#box, this.#swatch, this.#name),
        );
      case 'star':
        return createElement('td', { class: 'star-cell' }, this.#star);
      case 'state':
        return createElement(
          'td',
          { class: 'state-cell' },
          createElement('span', { class: 'state' }, this.#stateIcon, this.#stateText),
        );
      case 'note':
        return createElement('td', { class: 'note-cell' }, this.#note);
      default:
        return createElement('td', { class: className });
    }
  }

  #editNote(): void {
    const { texts, messages } = this.options;
    const { key, note } = this.#run;
    const cell = this.#cells.get('note');
    const close = (isByKey: boolean): void => {
      cell?.replaceChildren(this.#note);
      if (isByKey) this.#note.focus();
    };
    const field = new TextField({
      label: texts.get('compare.note'),
      value: note,
      onDone: (text) => {
        if (text !== note) messages.note(key, text);
        close(document.activeElement === field.element);
      },
      onCancel: () => close(true),
    });
    field.element.maxLength = 2_000;
    cell?.replaceChildren(field.element);
    field.element.focus();
  }
}

/** Cells that hold more than a text. */
const ownCells: ReadonlySet<string> = new Set(['name', 'star', 'state', 'note']);
