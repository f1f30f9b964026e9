import type { MetricLine, ValidationLine } from '../../src/protocol/panel';
import { createElement, setText } from '../dom';
import type { NumberFormats } from '../format';
import type { StringKey } from '../../src/protocol/panelStrings';
import type { Texts } from '../texts';
import type { ChangeMark } from './changeMark';

/** Rows in the document; a screen reader or a person reads no more, and thousands would be slow. */
const shownRows = 300;

const columnsBefore: readonly StringKey[] = [
  'table.step',
  'table.epoch',
  'table.trainLoss',
  'table.trainTokens',
  'table.devLoss',
  'table.devTokens',
  'table.devSequences',
];
const columnsAfter: readonly StringKey[] = ['table.learningRate', 'table.gradientNorm'];

/** Metrics that only some runs measure. */
const optionalColumns = [
  { metric: 'bleu', title: 'table.devBleu' },
  { metric: 'chrf', title: 'table.devChrf' },
  { metric: 'editDistance', title: 'table.devEditDistance' },
] as const satisfies readonly { metric: keyof ValidationLine; title: StringKey }[];
type OptionalColumn = (typeof optionalColumns)[number];

interface Row {
  readonly step: number;
  train?: MetricLine;
  dev?: ValidationLine;
  readonly marks: ChangeMark[];
}

/** The curves' numbers, newest first. */
export class MetricsTable {
  readonly element: HTMLElement;
  readonly #head = createElement('tr');
  readonly #body = createElement('tbody');
  readonly #note = createElement('p', { class: 'table-note' });

  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
  ) {
    this.element = createElement(
      'div',
      { class: 'metrics-table' },
      createElement(
        'div',
        {
          class: 'table-scroller',
          attributes: { tabindex: 0, role: 'region', 'aria-label': texts.get('curves.tableLabel') },
        },
        createElement('table', {}, createElement('thead', {}, this.#head), this.#body),
      ),
      this.#note,
    );
  }

  render(train: readonly MetricLine[], dev: readonly ValidationLine[], marks: readonly ChangeMark[]): void {
    const rows = new Map<number, Row>();
    const rowAt = (step: number): Row => {
      const row = rows.get(step) ?? { step, marks: [] };
      rows.set(step, row);
      return row;
    };
    for (const line of train) rowAt(line.step).train = line;
    for (const line of dev) rowAt(line.step).dev = line;
    for (const mark of marks) rowAt(mark.step).marks.push(mark);
    const sorted = [...rows.values()].sort((a, b) => b.step - a.step);
    const shown = sorted.slice(0, shownRows);
    const measured = optionalColumns.filter(({ metric }) => dev.some((line) => line[metric] !== undefined));
    const hasMarks = marks.length > 0;
    this.#renderHead(measured, hasMarks);
    this.#body.replaceChildren(...shown.map((row) => this.#createRow(row, measured, hasMarks)));
    const { formats } = this;
    setText(
      this.#note,
      shown.length < sorted.length
        ? this.texts.get('curves.tableShown', formats.whole(shown.length), formats.whole(sorted.length))
        : '',
    );
  }

  #renderHead(measured: readonly OptionalColumn[], hasMarks: boolean): void {
    const columns = [
      ...columnsBefore,
      ...measured.map(({ title }) => title),
      ...columnsAfter,
      ...(hasMarks ? (['table.byHand'] as const) : []),
    ];
    if (this.#head.childElementCount === columns.length) return;
    this.#head.replaceChildren(
      ...columns.map((key) =>
        createElement('th', { text: this.texts.get(key), attributes: { scope: 'col' } }),
      ),
    );
  }

  #createRow(
    { step, train, dev, marks }: Row,
    measured: readonly OptionalColumn[],
    hasMarks: boolean,
  ): HTMLElement {
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
      ...measured.map(({ metric }) => measure(dev?.[metric])),
      measure(train?.learningRate),
      measure(train?.gradientNorm),
      ...(hasMarks ? [marks.map(({ text }) => text).join(', ')] : []),
    ];
    return createElement('tr', {}, ...cells.map((text) => createElement('td', { text })));
  }
}
