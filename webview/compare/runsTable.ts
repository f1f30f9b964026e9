import { createElement, setAttribute, setText, uniqueId } from '../dom';
import type { NumberFormats } from '../format';
import type { Texts } from '../texts';
import type { CompareMessages } from './compareMessages';
import type { CompareState, CompareStore, KnownRun } from './compareStore';
import type { CompareView } from './compareView';
import type { SeriesLook } from '../plot/seriesLook';
import { RunRow } from './runRow';
import { TableBar } from './tableBar';
import { tableColumns, type TableColumn } from './tableColumns';
import { tableRows } from './tableRows';
import { csvText, markdownText, tsvText, type TextTable } from './tableText';

/** Height of every row: of the hundreds that there may be, only those in sight are in the document. */
const rowHeightPx = 29;
/** Rows made beyond what is in sight, to either side. */
const spareRows = 6;

/** All runs of the workspace as a table. */
export class RunsTable {
  readonly element: HTMLElement;
  readonly #bar: TableBar;
  readonly #head = createElement('tr');
  readonly #body = createElement('tbody');
  readonly #above = createElement('tr', { class: 'spacer', attributes: { 'aria-hidden': 'true' } });
  readonly #below = createElement('tr', { class: 'spacer', attributes: { 'aria-hidden': 'true' } });
  readonly #table: HTMLElement;
  readonly #scroller: HTMLElement;
  readonly #empty = createElement('p', { class: 'table-note' });
  readonly #rows = new Map<string, RunRow>();
  #state: CompareState | undefined;
  #looks: ReadonlyMap<string, SeriesLook> = new Map();
  #columns: readonly TableColumn[] = [];
  #listed: readonly KnownRun[] = [];
  #headShown = '';

  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
    private readonly store: CompareStore,
    private readonly messages: CompareMessages,
    state: CompareState,
  ) {
    const heading = createElement('h2', {
      text: texts.get('compare.runs'),
      attributes: { id: uniqueId('runs') },
    });
    this.#bar = new TableBar(texts, store, state.view, {
      csv: () => messages.exportCsv(csvText(this.#asText(true))),
      markdown: () => messages.copy(markdownText(this.#asText(false))),
      tsv: () => messages.copy(tsvText(this.#asText(true))),
    });
    this.#table = createElement(
      'table',
      { class: 'runs', attributes: { 'aria-labelledby': heading.id } },
      createElement('thead', {}, this.#head),
      this.#body,
    );
    this.#scroller = createElement('div', { class: 'runs-scroller' }, this.#table);
    this.#scroller.addEventListener('scroll', () => this.#renderRows(), { passive: true });
    new ResizeObserver(() => this.#renderRows()).observe(this.#scroller);
    this.element = createElement(
      'section',
      { class: 'compare-runs', attributes: { 'aria-labelledby': heading.id } },
      createElement('div', { class: 'section-head' }, heading, this.#bar.element),
      this.#bar.notice,
      this.#scroller,
      this.#empty,
    );
  }

  render(state: CompareState, looks: ReadonlyMap<string, SeriesLook>): void {
    const old = this.#state;
    const hasSameRows = this.#looks === looks && old !== undefined && isSameTable(old, state);
    const isSame = hasSameRows && old.highlighted === state.highlighted && old.selected === state.selected;
    this.#state = state;
    // Most changes are those of the charts: the table has no part in zooming.
    if (isSame) return;
    if (hasSameRows) {
      this.#renderRows();
      return;
    }
    this.#looks = looks;
    const all = tableColumns(
      state,
      this.texts,
      this.formats,
      ({ key, name }) => looks.get(key)?.label ?? name,
    );
    const { hiddenColumns } = state.view;
    this.#columns = all.filter(({ id }) => id === 'name' || !hiddenColumns.includes(id));
    this.#listed = tableRows(state.runs, all, state.view);
    this.#bar.render(state, all, looks, this.#listed.length);
    this.#renderHead(state);
    setAttribute(this.#table, 'aria-rowcount', String(this.#listed.length + 1));
    setText(this.#empty, this.#listed.length > 0 ? '' : this.texts.get('compare.noneListed'));
    const listed = new Set(this.#listed.map(({ key }) => key));
    for (const key of this.#rows.keys()) if (!listed.has(key)) this.#rows.delete(key);
    this.#renderRows();
  }

  #renderHead({ view }: CompareState): void {
    const shown = JSON.stringify([this.#columns.map(({ id, label }) => [id, label]), view.sort]);
    if (shown === this.#headShown) return;
    this.#headShown = shown;
    const focused = document.activeElement?.getAttribute('data-column');
    this.#head.replaceChildren(
      ...this.#columns.map((column) => {
        const isSorted = view.sort.column === column.id;
        const order = view.sort.descending ? 'descending' : 'ascending';
        const sortIcon = !isSorted ? '' : view.sort.descending ? 'arrow-down' : 'arrow-up';
        const attributes = { type: 'button', 'data-column': column.id, title: column.label };
        const button = createElement('button', { class: 'column-head', attributes }, column.label);
        if (isSorted)
          button.append(
            createElement('span', {
              class: `codicon codicon-${sortIcon}`,
              attributes: { 'aria-hidden': 'true' },
            }),
          );
        button.addEventListener('click', () =>
          this.store.updateView({
            sort: { column: column.id, descending: isSorted && !view.sort.descending },
          }),
        );
        const kind = column.id === 'name' ? 'run-cell' : column.isNumber ? 'is-number' : '';
        const headAttributes = { scope: 'col', 'aria-sort': isSorted ? order : 'none' };
        return createElement('th', { class: kind, attributes: headAttributes }, button);
      }),
    );
    if (focused === null || focused === undefined) return;
    this.#head.querySelector<HTMLElement>(`[data-column="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Puts the rows in sight into the document, between two that are as high as all others. */
  #renderRows(): void {
    const state = this.#state;
    if (state === undefined) return;
    const { scrollTop, clientHeight } = this.#scroller;
    const first = Math.max(0, Math.floor(scrollTop / rowHeightPx) - spareRows);
    const count = Math.ceil((clientHeight || 400) / rowHeightPx) + 2 * spareRows;
    const visible = this.#listed.slice(first, first + count);
    const baseline = state.runs.find(({ key }) => key === state.view.baseline);
    const rows = visible.map((run, index) => {
      const row =
        this.#rows.get(run.key) ??
        new RunRow(run, { texts: this.texts, store: this.store, messages: this.messages });
      this.#rows.set(run.key, row);
      row.render(run, state, this.#columns, this.#looks.get(run.key), baseline, first + index);
      return row.element;
    });
    this.#above.style.height = `${first * rowHeightPx}px`;
    this.#below.style.height = `${Math.max(0, this.#listed.length - first - visible.length) * rowHeightPx}px`;
    arrange(this.#body, [this.#above, ...rows, this.#below]);
  }

  /** What the table shows, as texts; numbers whole where a program reads them. */
  #asText(isForPrograms: boolean): TextTable {
    const columns = this.#columns;
    return {
      head: columns.map(({ label }) => label),
      rows: this.#listed.map((run) =>
        columns.map((column) => {
          const value = column.value(run);
          if (column.id === 'star') return run.star ? '★' : '';
          return isForPrograms && typeof value === 'number' ? String(value) : column.text(run);
        }),
      ),
    };
  }
}

const tableKeys = [
  'compared',
  'baseline',
  'changedOnly',
  'hiddenColumns',
  'sort',
  'filter',
  'states',
] as const satisfies readonly (keyof CompareView)[];

const isSameTable = (a: CompareState, b: CompareState): boolean =>
  a.runs === b.runs &&
  a.curvesVersion === b.curvesVersion &&
  a.isTrusted === b.isTrusted &&
  tableKeys.every((key) => a.view[key] === b.view[key]);

/** Makes these the children of an element, and moves only what is elsewhere: what has the keyboard keeps it. */
function arrange(parent: Element, children: readonly Element[]): void {
  for (const child of [...parent.children]) if (!children.includes(child)) child.remove();
  children.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}
