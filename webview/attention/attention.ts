import type { PanelAttention, Sample } from '../../src/protocol/panel';
import { createElement, setText, uniqueId } from '../dom';
import type { NumberFormats } from '../format';
import type { Messages } from '../messages';
import { attentionKey, selectedSample, selectedValidation, type PanelState, type Store } from '../state';
import type { Texts } from '../texts';
import type { Theme } from '../theme';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { createProgressRing } from '../ui/progressRing';
import type { ViewState } from '../viewState';
import { AttentionView } from './attentionView';

interface Shown {
  readonly map: PanelAttention;
  readonly sample: Sample;
  readonly step: number;
}

/** The attention of the selected sample at the selected validation, or why there is none. */
export class Attention {
  readonly element: HTMLElement;
  readonly #heading: HTMLElement;
  readonly #subject = createElement('span', { class: 'subject' });
  readonly #view: AttentionView;
  readonly #message = createElement('p');
  readonly #empty: HTMLElement;
  readonly #openConfig: Button;
  readonly #waiting: HTMLElement;
  readonly #scale: Checkbox;
  #shown: Shown | undefined;
  #last: PanelState | undefined;

  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
    theme: Theme,
    store: Store,
    messages: Messages,
    view: ViewState,
  ) {
    this.#view = new AttentionView(texts, formats, theme, (decodeStep) => store.updateView({ decodeStep }));
    this.#openConfig = new Button({
      label: texts.get('action.openConfig'),
      icon: 'go-to-file',
      appearance: 'secondary',
      onClick: () => messages.openConfig(),
    });
    this.#empty = createElement('div', { class: 'empty' }, this.#message, this.#openConfig.element);
    this.#waiting = createElement(
      'div',
      { class: 'waiting' },
      createProgressRing(texts.get('attention.loading')),
    );
    this.#scale = new Checkbox({
      label: texts.get('attention.scale'),
      checked: view.scaleToMaximum,
      onChange: (scaleToMaximum) => store.updateView({ scaleToMaximum }),
    });
    this.#heading = createElement('h2', {
      text: texts.get('attention.title'),
      attributes: { id: uniqueId('attention'), tabindex: -1 },
    });
    this.element = createElement(
      'section',
      { class: 'attention', attributes: { 'aria-labelledby': this.#heading.id } },
      createElement(
        'div',
        { class: 'section-head' },
        this.#heading,
        this.#subject,
        createElement('div', { class: 'toolbar' }, this.#scale.element),
      ),
      createElement('div', { class: 'attention-body' }, this.#view.element, this.#empty, this.#waiting),
    );
  }

  focus(): void {
    this.element.scrollIntoView({ block: 'nearest' });
    if (this.#view.element.hidden) this.#heading.focus({ preventScroll: true });
    else this.#view.focus();
  }

  setTheme(theme: Theme): void {
    this.#view.setTheme(theme);
  }

  render(state: PanelState): void {
    const last = this.#last;
    if (
      last?.attention === state.attention &&
      last.samples === state.samples &&
      last.attentionMaps === state.attentionMaps &&
      last.view === state.view
    )
      return;
    this.#last = state;
    const validation = selectedValidation(state);
    const sample = selectedSample(state);
    if (state.attentionMaps === 'none') {
      this.#explain(this.texts.get('attention.none'), configName(state));
    } else if (state.attentionMaps !== 'by-token') {
      this.#explain(this.texts.get(`attention.${state.attentionMaps}`));
    } else if (validation !== undefined && validation.samples === undefined) {
      this.#explain(this.texts.get('samples.reading', this.formats.whole(validation.step)));
    } else if (validation === undefined || sample === undefined) {
      this.#explain(this.texts.get('attention.waiting'));
    } else {
      this.#renderMap(state, validation.step, sample);
    }
  }

  #renderMap(state: PanelState, step: number, sample: Sample): void {
    const key = attentionKey(step, sample.index);
    const map = state.attention.get(key);
    const answered = state.attention.has(key);
    if (answered && map === undefined) {
      this.#shown = undefined;
      this.#explain(this.texts.get('attention.missing', sample.index + 1, this.formats.whole(step)));
      return;
    }
    if (map !== undefined) this.#shown = { map, sample, step };
    // Until the answer arrives the map before stays: nothing blinks while validations come in.
    this.#empty.hidden = true;
    this.#waiting.hidden = answered;
    this.#view.element.classList.toggle('stale', !answered);
    this.#view.element.hidden = this.#shown === undefined;
    if (this.#shown === undefined) return;
    const { sample: shownSample, step: shownStep } = this.#shown;
    setText(
      this.#subject,
      this.texts.get('attention.of', shownSample.index + 1, this.formats.whole(shownStep)),
    );
    this.#view.show({
      map: this.#shown.map,
      sample: shownSample,
      decodeStep: state.view.decodeStep,
      scaleToMaximum: state.view.scaleToMaximum,
    });
  }

  /** @param configFile shown as the file to change, with a button that opens it */
  #explain(message: string, configFile?: string): void {
    const remedy = configFile === undefined ? '' : ` ${this.texts.get('attention.noneRemedy', configFile)}`;
    setText(this.#message, message + remedy);
    setText(this.#subject, '');
    this.#openConfig.hidden = configFile === undefined;
    this.#empty.hidden = false;
    this.#waiting.hidden = true;
    this.#view.element.hidden = true;
  }
}

function configName({ run }: PanelState): string {
  return run.configFile.split(/[\\/]/).at(-1) ?? run.configFile;
}
