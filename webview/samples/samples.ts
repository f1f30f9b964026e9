import type { PanelSamples } from '../../src/protocol/panel';
import { createElement, setText, uniqueId } from '../dom';
import type { NumberFormats } from '../format';
import {
  bestStep,
  isActive,
  selectedSample,
  selectedValidation,
  type PanelState,
  type Store,
} from '../state';
import type { Texts } from '../texts';
import { Checkbox } from '../ui/checkbox';
import { Slider } from '../ui/slider';
import { TextField } from '../ui/textField';
import type { ViewState } from '../viewState';
import { SamplePicture } from './samplePicture';
import { SampleHistory } from './sampleHistory';
import { SampleRows } from './sampleRows';
import { SamplesTable } from './samplesTable';

/** The probe set as decoded at one validation, with a slider over all of them. */
export class Samples {
  readonly element: HTMLElement;
  readonly #heading: HTMLElement;
  readonly #count = createElement('span', { class: 'subject' });
  readonly #slider: Slider;
  readonly #table: SamplesTable;
  readonly #find: TextField;
  /** How many are listed, once somebody has asked for a part of them. */
  readonly #found = createElement('p', { class: 'visually-hidden', attributes: { role: 'status' } });
  readonly #empty = createElement('p', { class: 'empty' });
  readonly #legend: HTMLElement;
  readonly #history: SampleHistory;
  readonly #picture: SamplePicture;
  #last: PanelState | undefined;

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
    const rows = new SampleRows(texts, formats);
    this.#table = new SamplesTable(texts, formats, rows, (index) => this.#choose(index));
    this.#history = new SampleHistory(texts, rows);
    this.#picture = new SamplePicture(texts);
    const wrongOnly = new Checkbox({
      label: texts.get('samples.wrongOnly'),
      checked: view.wrongOnly,
      onChange: (checked) => store.updateView({ wrongOnly: checked }),
    });
    this.#find = new TextField({
      label: texts.get('samples.find'),
      type: 'search',
      value: view.sampleFilter,
      onInput: (sampleFilter) => store.updateView({ sampleFilter }),
    });
    this.#heading = createElement('h2', {
      text: texts.get('samples.title'),
      attributes: { id: uniqueId('samples'), tabindex: -1 },
    });
    this.#legend = createElement('p', { class: 'samples-legend', text: texts.get('samples.legend') });
    this.element = createElement(
      'section',
      { class: 'samples', attributes: { 'aria-labelledby': this.#heading.id } },
      createElement(
        'div',
        { class: 'section-head' },
        this.#heading,
        this.#count,
        createElement('div', { class: 'toolbar' }, this.#find.element, wrongOnly.element),
      ),
      createElement('div', { class: 'samples-controls' }, this.#slider.element),
      this.#found,
      this.#table.element,
      this.#legend,
      this.#empty,
      this.#picture.element,
      this.#history.element,
    );
  }

  focus(): void {
    this.element.scrollIntoView({ block: 'nearest' });
    this.#heading.focus({ preventScroll: true });
  }

  render(state: PanelState): void {
    const last = this.#last;
    if (
      last?.samples === state.samples &&
      last.histories === state.histories &&
      last.view === state.view &&
      last.run.status === state.run.status &&
      bestStep(last) === bestStep(state)
    )
      return;
    this.#last = state;
    const validation = selectedValidation(state);
    this.#renderSlider(state, validation);
    this.#renderCount(validation);
    const { wrongOnly, sampleFilter: find } = state.view;
    this.#table.render({ validation, wrongOnly, find });
    this.#renderEmpty(state, validation);
    this.#table.select(selectedSample(state)?.index);
    if (last !== undefined && (last.view.wrongOnly !== wrongOnly || last.view.sampleFilter !== find))
      setText(
        this.#found,
        this.texts.get('samples.found', this.#table.count, validation?.samples?.length ?? 0),
      );
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
    const samples = validation?.samples;
    const right = samples?.filter(({ correct }) => correct).length ?? 0;
    setText(this.#count, samples === undefined ? '' : this.texts.get('samples.count', right, samples.length));
  }

  #renderEmpty(state: PanelState, validation: PanelSamples | undefined): void {
    const isEmpty = this.#table.count === 0;
    this.#empty.hidden = !isEmpty;
    this.#table.element.hidden = isEmpty;
    this.#legend.hidden = isEmpty;
    if (!isEmpty) return;
    if (validation !== undefined && validation.samples === undefined)
      setText(this.#empty, this.texts.get('samples.reading', this.formats.whole(validation.step)));
    else if (validation?.samples !== undefined && validation.samples.length > 0)
      setText(
        this.#empty,
        state.view.sampleFilter.trim() === ''
          ? this.texts.get('samples.allRight')
          : this.texts.get('samples.noneFound', state.view.sampleFilter.trim()),
      );
    else if (state.dev.length > 0 || !isActive(state.run))
      setText(this.#empty, this.texts.get('samples.none'));
    else setText(this.#empty, this.texts.get('samples.empty'));
  }

  #chooseValidation(position: number): void {
    const { samples } = this.store.state ?? { samples: [] };
    // At the right end the panel follows the latest validation again.
    this.store.updateView({
      validationStep: position >= samples.length - 1 ? undefined : samples[position]?.step,
    });
  }

  #choose(index: number): void {
    const { view } = this.store.state ?? {};
    this.store.updateView({
      sampleIndex: index,
      decodeStep: index === view?.sampleIndex ? view.decodeStep : 0,
    });
  }
}
