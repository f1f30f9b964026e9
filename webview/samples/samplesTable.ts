import type { PanelSamples, Sample } from '../../src/protocol/panel';
import type { StringKey } from '../../src/protocol/panelStrings';
import { createElement, setAttribute } from '../dom';
import type { NumberFormats } from '../format';
import type { Texts } from '../texts';
import type { SampleRows } from './sampleRows';
import { VirtualRows } from './virtualRows';

const columns: readonly (readonly [StringKey, string])[] = [
  ['samples.number', 'cell-number'],
  ['samples.result', 'cell-result'],
  ['samples.source', 'cell-text'],
  ['samples.reference', 'cell-text'],
  ['samples.hypothesis', 'cell-text'],
  ['samples.probability', 'cell-probability'],
];

const usualRowPx = 27;
/** Rows that Page Up and Page Down move by. */
const pageRows = 10;

export interface SamplesShown {
  readonly validation: PanelSamples | undefined;
  readonly wrongOnly: boolean;
  /** Part of a source, reference or hypothesis; empty: all. */
  readonly find: string;
}

/** The samples of one validation as a table of any length: one stop of the Tab key, arrows go from row to row. */
export class SamplesTable {
  readonly element: HTMLElement;
  readonly #table: HTMLTableElement;
  readonly #rows: VirtualRows;
  #listed: readonly Sample[] = [];
  #shown: SamplesShown | undefined;
  #selected: number | undefined;

  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
    private readonly sampleRows: SampleRows,
    private readonly onChoose: (index: number) => void,
  ) {
    const head = columns.map(([key, className]) =>
      createElement('th', { class: className, text: texts.get(key), attributes: { scope: 'col' } }),
    );
    this.#table = createElement(
      'table',
      { class: 'samples-table', attributes: { role: 'grid' } },
      createElement('thead', {}, createElement('tr', { attributes: { 'aria-rowindex': 1 } }, ...head)),
    );
    this.element = createElement('div', { class: 'table-scroller' }, this.#table);
    this.#rows = new VirtualRows({
      scroller: this.element,
      usualRowPx,
      create: (position) => this.#create(position),
      onChange: () => this.#renderSelection(),
    });
    this.#table.append(this.#rows.body);
    this.#rows.body.addEventListener('click', (event) => this.#onClick(event));
    this.#rows.body.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** How many samples are listed. */
  get count(): number {
    return this.#listed.length;
  }

  /** @returns whether other samples are listed than before */
  render(shown: SamplesShown): boolean {
    const old = this.#shown;
    const { validation, wrongOnly, find } = shown;
    if (old?.validation === validation && old?.wrongOnly === wrongOnly && old.find === find) return false;
    this.#shown = shown;
    const matches = matcher(find);
    this.#listed = (validation?.samples ?? []).filter(
      (sample) => !(wrongOnly && sample.correct) && matches(sample),
    );
    if (validation !== undefined) {
      const label = this.texts.get('samples.tableLabel', this.formats.whole(validation.step));
      setAttribute(this.#table, 'aria-label', label);
    }
    setAttribute(this.#table, 'aria-rowcount', String(this.#listed.length + 1));
    this.#rows.setRows(this.#listed.map(({ index }) => index));
    return true;
  }

  select(index: number | undefined): void {
    if (index === this.#selected) return;
    this.#selected = index;
    this.#renderSelection();
  }

  #create(position: number): HTMLTableRowElement {
    const sample = this.#listed[position];
    if (sample === undefined) return createElement('tr');
    const row = this.sampleRows.createSample(sample);
    // The first row is the head.
    setAttribute(row, 'aria-rowindex', String(position + 2));
    return row;
  }

  /** The selected row is the one that Tab reaches; while it is far away, the first one that is there. */
  #renderSelection(): void {
    const rows = [...this.#rows.rows].sort(([a], [b]) => a - b).map(([, row]) => row);
    const selected = rows.find(({ dataset }) => dataset['index'] === String(this.#selected));
    const focused = rows.find((row) => row === document.activeElement);
    for (const row of rows) {
      setAttribute(row, 'aria-selected', String(row === selected));
      const tabIndex = row === (selected ?? focused ?? rows[0]) ? 0 : -1;
      if (row.tabIndex !== tabIndex) row.tabIndex = tabIndex;
    }
  }

  #positionOf({ target }: Event): number | undefined {
    const row = target instanceof Element ? target.closest('tr') : null;
    for (const [position, known] of this.#rows.rows) if (known === row) return position;
    return undefined;
  }

  #onClick(event: Event): void {
    this.#choose(this.#positionOf(event));
  }

  #choose(position: number | undefined): void {
    const sample = position === undefined ? undefined : this.#listed[position];
    if (sample !== undefined) this.onChoose(sample.index);
  }

  #onKey(event: KeyboardEvent): void {
    const position = this.#positionOf(event);
    if (position === undefined) return;
    const next = {
      ArrowUp: position - 1,
      ArrowDown: position + 1,
      PageUp: position - pageRows,
      PageDown: position + pageRows,
      Home: 0,
      End: this.#listed.length - 1,
    }[event.key];
    if (next !== undefined) this.#rows.focus(next);
    else if (event.key === 'Enter' || event.key === ' ') this.#choose(position);
    else return;
    event.preventDefault();
  }
}

function matcher(find: string): (sample: Sample) => boolean {
  const wanted = find.trim().toLowerCase();
  if (wanted === '') return () => true;
  return ({ source, reference, hypothesis }) =>
    [source, reference, hypothesis].some((text) => text.toLowerCase().includes(wanted));
}
