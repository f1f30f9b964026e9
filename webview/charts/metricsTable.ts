import type { MetricLine, ValidationLine } from '../../src/protocol/panel';
import { createElement, setText } from '../dom';
import type { NumberFormats } from '../format';
import type { StringKey } from '../../src/protocol/panelStrings';
import type { Texts } from '../texts';

/** Rows in the document; a screen reader or a person reads no more, and thousands would be slow. */
const shownRows = 300;

const columns: readonly StringKey[] = [
  'table.step',
  'table.epoch',
  'table.trainLoss',
  'table.trainTokens',
  'table.devLoss',
  'table.devTokens',
  'table.devSequences',
  'table.learningRate',
  'table.gradientNorm',
];

interface Row {
  readonly step: number;
  train?: MetricLine;
  dev?: ValidationLine;
}

/** The curves' numbers, newest first. */
export class MetricsTable {
  readonly element: HTMLElement;
  readonly #body = createElement('tbody');
  readonly #note = createElement('p', { class: 'table-note' });

  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
  ) {
    const head = createElement(
      'tr',
      {},
      ...columns.map((key) => createElement('th', { text: texts.get(key), attributes: { scope: 'col' } })),
    );
    this.element = createElement(
      'div',
      { class: 'metrics-table' },
      createElement(
        'div',
        {
          class: 'table-scroller',
          attributes: { tabindex: 0, role: 'region', 'aria-label': texts.get('curves.tableLabel') },
        },
        createElement('table', {}, createElement('thead', {}, head), this.#body),
      ),
      this.#note,
    );
  }

  render(train: readonly MetricLine[], dev: readonly ValidationLine[]): void {
    const rows = new Map<number, Row>();
    const rowAt = (step: number): Row => {
      const row = rows.get(step) ?? { step };
      rows.set(step, row);
      return row;
    };
    for (const line of train) rowAt(line.step).train = line;
    for (const line of dev) rowAt(line.step).dev = line;
    const sorted = [...rows.values()].sort((a, b) => b.step - a.step);
    const shown = sorted.slice(0, shownRows);
    this.#body.replaceChildren(...shown.map((row) => this.#createRow(row)));
    const { formats } = this;
    setText(
      this.#note,
      shown.length < sorted.length
        ? this.texts.get('curves.tableShown', formats.whole(shown.length), formats.whole(sorted.length))
        : '',
    );
  }

  #createRow({ step, train, dev }: Row): HTMLElement {
    const { formats, texts } = this;
    const epoch = (train ?? dev)?.epoch;
    const percent = (share: number | undefined): string =>
      share === undefined ? '' : formats.percent(share);
    const measure = (value: number | undefined): string =>
      value === undefined ? '' : formats.measure(value);
    const cells = [
      formats.whole(step),
      epoch === undefined ? '' : formats.epoch(epoch),
      measure(train?.loss),
      percent(train?.tokenAccuracy),
      measure(dev?.loss),
      percent(dev?.tokenAccuracy),
      dev?.best === true
        ? `${percent(dev.sequenceAccuracy)} (${texts.get('table.best')})`
        : percent(dev?.sequenceAccuracy),
      measure(train?.learningRate),
      measure(train?.gradientNorm),
    ];
    return createElement('tr', {}, ...cells.map((text) => createElement('td', { text })));
  }
}
