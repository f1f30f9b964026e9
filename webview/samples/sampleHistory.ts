import type { PanelSamples, SampleMoment } from '../../src/protocol/panel';
import { mostMoments } from '../../src/protocol/sampleHistory';
import { createElement, setText, uniqueId } from '../dom';
import { selectedSample, selectedValidation, type PanelState } from '../state';
import type { StringKey } from '../../src/protocol/panelStrings';
import type { Texts } from '../texts';
import type { SampleRows } from './sampleRows';

const columns: readonly (readonly [StringKey, string])[] = [
  ['samples.step', 'cell-step'],
  ['samples.result', 'cell-result'],
  ['samples.hypothesis', 'cell-text'],
  ['samples.probability', 'cell-probability'],
];

/** How the hypothesis of the selected sample changed from validation to validation, newest first. */
export class SampleHistory {
  readonly element: HTMLElement;
  readonly #heading = createElement('h3', { attributes: { id: uniqueId('history') } });
  readonly #body = createElement('tbody');
  #samples: readonly PanelSamples[] | undefined;
  #moments: readonly SampleMoment[] | undefined;
  #index: number | undefined;

  constructor(
    private readonly texts: Texts,
    private readonly rows: SampleRows,
  ) {
    const head = columns.map(([key, className]) =>
      createElement('th', { class: className, text: texts.get(key), attributes: { scope: 'col' } }),
    );
    this.element = createElement(
      'div',
      { class: 'history' },
      this.#heading,
      createElement(
        'div',
        {
          class: 'table-scroller',
          attributes: { tabindex: 0, role: 'region', 'aria-labelledby': this.#heading.id },
        },
        createElement(
          'table',
          { class: 'samples-table' },
          createElement('thead', {}, createElement('tr', {}, ...head)),
          this.#body,
        ),
      ),
    );
  }

  render(state: PanelState): void {
    const selected = selectedSample(state);
    this.element.hidden = selected === undefined;
    if (selected === undefined) return;
    const moments = state.histories.get(selected.index);
    if (state.samples !== this.#samples || moments !== this.#moments || selected.index !== this.#index) {
      this.#samples = state.samples;
      this.#moments = moments;
      this.#index = selected.index;
      setText(this.#heading, this.texts.get('samples.history', selected.index + 1));
      this.#renderRows(state.samples.slice(-mostMoments).reverse(), selected.index);
    }
    const step = selectedValidation(state)?.step;
    for (const row of this.#body.rows)
      if (row.dataset['step'] === String(step)) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
  }

  #renderRows(validations: readonly PanelSamples[], index: number): void {
    this.#body.replaceChildren(
      ...validations.flatMap(({ step, samples }) => {
        const sample =
          samples === undefined
            ? this.#moments?.find((moment) => moment.step === step)?.sample
            : samples.find((other) => other.index === index);
        return sample === undefined ? [] : [this.rows.createMoment(sample, step)];
      }),
    );
  }
}
