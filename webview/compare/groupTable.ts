import { createElement, setText, uniqueId } from '../dom';
import type { NumberFormats } from '../format';
import type { Texts } from '../texts';
import { Button } from '../ui/button';
import { createIcon } from '../ui/icon';
import { formatMetric, isSmallerBetter } from './chartId';
import type { CompareMessages } from './compareMessages';
import type { CompareState, CompareStore } from './compareStore';
import { groupContent, type GroupContent, type GroupRow } from './groupRows';
import { stateIcon } from './stateIcon';

export interface GroupTableOptions {
  readonly texts: Texts;
  readonly formats: NumberFormats;
  readonly store: CompareStore;
  readonly messages: CompareMessages;
}

interface Column {
  readonly kind: 'variant' | 'state' | 'best' | 'number';
  readonly label: string;
  readonly text: (row: GroupRow) => string;
}

/** The sweep or ladder that is shown, drawn as its trainings end. */
export class GroupTable {
  readonly element: HTMLElement;
  readonly #heading = createElement('h2', { attributes: { id: uniqueId('group') } });
  readonly #progress = createElement('span', { class: 'group-progress', attributes: { role: 'status' } });
  readonly #direction = createElement('span', { class: 'group-progress' });
  readonly #head = createElement('tr');
  readonly #body = createElement('tbody');
  readonly #stop: Button;
  #shown = '';
  #group = '';

  constructor(private readonly options: GroupTableOptions) {
    const { texts, store, messages } = options;
    this.#stop = new Button({
      label: texts.get('compare.group.stop'),
      icon: 'debug-stop',
      appearance: 'secondary',
      onClick: () => messages.stopGroup(this.#group),
    });
    const close = new Button({
      label: texts.get('compare.group.close'),
      icon: 'close',
      appearance: 'icon',
      onClick: () => store.updateView({ group: undefined }),
    });
    const table = createElement(
      'table',
      { class: 'group-table', attributes: { 'aria-labelledby': this.#heading.id } },
      createElement('thead', {}, this.#head),
      this.#body,
    );
    this.element = createElement(
      'section',
      { class: 'compare-group', attributes: { 'aria-labelledby': this.#heading.id } },
      createElement(
        'div',
        { class: 'section-head' },
        this.#heading,
        this.#progress,
        this.#direction,
        createElement('span', { class: 'button-row' }, this.#stop.element, close.element),
      ),
      createElement('div', { class: 'group-scroller' }, table),
    );
    this.element.hidden = true;
  }

  render(state: CompareState): void {
    const content = state.view.group === undefined ? undefined : groupContent(state);
    this.element.hidden = content === undefined;
    if (content === undefined) return;
    const { texts } = this.options;
    this.#group = state.view.group ?? '';
    setText(this.#heading, texts.get(`compare.group.${content.kind}`, content.name));
    setText(this.#progress, texts.get('compare.group.progress', content.finished, content.rows.length));
    setText(this.#direction, directionOf(content, texts));
    this.#stop.element.hidden = !content.isActive || !state.isTrusted;
    const columns = this.#columns(content);
    const lines = content.rows.map((row) => columns.map(({ text }) => text(row)));
    // Running trainings tell something many times a second, seldom anything of this table.
    const shown = JSON.stringify([columns.map(({ label }) => label), lines, content.rows.map(rowState)]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const focused = this.#body.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-run')
      : undefined;
    this.#head.replaceChildren(...columns.map((column) => headCell(column)));
    this.#body.replaceChildren(...content.rows.map((row) => this.#row(row, columns)));
    if (typeof focused === 'string')
      this.#body.querySelector<HTMLElement>(`[data-run="${CSS.escape(focused)}"]`)?.focus();
  }

  #columns({ kind, metric, rows }: GroupContent): Column[] {
    const { texts, formats } = this.options;
    const metricLabel = metric === undefined ? '' : texts.find(`compare.metric.${metric}`, metric);
    const value = (number: number): string => formatMetric(formats, metric ?? '', number);
    const number = (label: string, text: Column['text']): Column => ({ kind: 'number', label, text });
    const hasEqualSteps = rows.every(({ run }) => run?.step === rows[0]?.run?.step);
    return [
      ...(kind === 'sweep'
        ? [number(texts.get('compare.group.rank'), ({ rank }) => (rank === undefined ? '' : String(rank)))]
        : []),
      { kind: 'variant', label: texts.get('compare.group.variant'), text: ({ group }) => group.variant },
      {
        kind: 'state',
        label: texts.get('compare.column.state'),
        text: (row) => texts.find(`compare.state.${rowState(row)}`, rowState(row)),
      },
      {
        kind: 'best',
        label: texts.get('compare.column.best', metric === undefined ? '…' : metricLabel),
        text: ({ best }) => (best === undefined ? '–' : value(best)),
      },
      number(texts.get(kind === 'ladder' ? 'compare.group.toFirst' : 'compare.group.toBest'), ({ delta }) =>
        delta === undefined ? '' : `${delta < 0 ? '−' : '+'}${value(Math.abs(delta))}`,
      ),
      number(texts.get('compare.column.parameters'), ({ run }) =>
        run === undefined ? '' : formats.whole(run.parameterCount),
      ),
      ...(hasEqualSteps
        ? []
        : [
            number(texts.get('compare.column.step'), ({ run }: GroupRow) =>
              run === undefined ? '' : formats.whole(run.step),
            ),
          ]),
      number(texts.get('compare.group.timePerStep'), ({ run }) =>
        run === undefined || run.step === 0
          ? ''
          : texts.get('compare.group.millisecondsPerStep', formats.tick(run.elapsedMs / run.step)),
      ),
      number(texts.get('compare.column.seconds'), ({ run }) =>
        run === undefined ? '' : formats.duration(run.elapsedMs),
      ),
    ];
  }

  #row(row: GroupRow, columns: readonly Column[]): HTMLElement {
    return createElement(
      'tr',
      { class: row.rank === 1 ? 'is-best' : '' },
      ...columns.map((column) => this.#cell(row, column)),
    );
  }

  #cell(row: GroupRow, { kind, text }: Column): HTMLElement {
    switch (kind) {
      case 'variant':
        return createElement('th', { attributes: { scope: 'row' } }, this.#name(row));
      case 'state': {
        const words = createElement('span', { text: text(row), attributes: { title: row.run?.message } });
        const icon = createIcon(stateIcon(rowState(row)));
        return createElement('td', {}, createElement('span', { class: 'state' }, icon, words));
      }
      case 'best': {
        const bar = createElement('span', { class: 'group-bar' });
        bar.style.width = `${(row.share * 100).toFixed(1)}%`;
        return createElement(
          'td',
          {},
          createElement(
            'span',
            { class: 'group-best' },
            createElement('span', { class: 'group-value', text: text(row) }),
            createElement('span', { class: 'group-track', attributes: { 'aria-hidden': 'true' } }, bar),
          ),
        );
      }
      case 'number':
        return createElement('td', { class: 'is-number', text: text(row) });
    }
  }

  /** Opens the run's dashboard, once there is a run. */
  #name({ run, group }: GroupRow): HTMLElement {
    if (run === undefined) return createElement('span', { class: 'group-name', text: group.variant });
    const attributes = { type: 'button', 'data-run': run.key, title: run.id };
    const name = createElement('button', { class: 'run-name', text: group.variant, attributes });
    name.addEventListener('click', () => this.options.messages.openDashboard(run.key));
    return name;
  }
}

function headCell({ label, kind }: Column): HTMLElement {
  const className = kind === 'number' ? 'is-number' : '';
  return createElement('th', { class: className, text: label, attributes: { scope: 'col' } });
}

function directionOf({ metric }: GroupContent, texts: Texts): string {
  if (metric === undefined) return '';
  const label = texts.find(`compare.metric.${metric}`, metric);
  const key = isSmallerBetter(metric) ? 'compare.group.smaller' : 'compare.group.larger';
  return texts.get(key, label);
}

/** As the table of runs tells it; one without a run waits. */
const rowState = ({ run }: GroupRow): string => run?.status ?? 'waiting';
