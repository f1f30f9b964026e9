import { Attention } from './attention/attention';
import { Curves } from './charts/curves';
import { createElement } from './dom';
import { NumberFormats } from './format';
import { Banners } from './header/banners';
import { Header } from './header/header';
import { MachineMemory } from './memory/machineMemory';
import type { Messages } from './messages';
import { Samples } from './samples/samples';
import type { PanelState, Store } from './state';
import type { Texts } from './texts';
import { onThemeChange, readTheme } from './theme';
import type { ViewState } from './viewState';

/** The whole page of one run. */
export class Dashboard {
  readonly element: HTMLElement;
  readonly #header: Header;
  readonly #banners: Banners;
  readonly #curves: Curves;
  readonly #samples: Samples;
  readonly #attention: Attention;
  readonly #memory: MachineMemory;

  constructor(texts: Texts, store: Store, messages: Messages, view: ViewState) {
    const formats = new NumberFormats();
    const theme = readTheme();
    this.#header = new Header(texts, formats, messages);
    this.#banners = new Banners(texts, store);
    this.#curves = new Curves(texts, formats, theme, store, view);
    this.#samples = new Samples(texts, formats, store, view);
    this.#attention = new Attention(texts, formats, theme, store, messages, view);
    this.#memory = new MachineMemory(texts, formats, theme, store);
    this.element = createElement(
      'main',
      { class: 'dashboard' },
      this.#header.element,
      this.#banners.element,
      this.#curves.element,
      createElement('div', { class: 'inspection' }, this.#samples.element, this.#attention.element),
      this.#memory.element,
    );
    onThemeChange(() => {
      const changed = readTheme();
      this.#curves.setTheme(changed);
      this.#attention.setTheme(changed);
      this.#memory.setTheme(changed);
    });
  }

  render(state: PanelState): void {
    this.#header.render(state);
    this.#banners.render(state);
    this.#curves.render(state);
    this.#samples.render(state);
    this.#attention.render(state);
    this.#memory.render(state);
  }

  /** Brings a part into view and gives it the keyboard. */
  show(part: 'loss' | 'samples' | 'attention'): void {
    const parts = { loss: this.#curves, samples: this.#samples, attention: this.#attention };
    parts[part].focus();
  }
}
