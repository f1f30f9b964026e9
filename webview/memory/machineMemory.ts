import type { PanelMachine } from '../../src/protocol/panel';
import { StepControl } from '../attention/stepControl';
import { visibleToken } from '../attention/tokens';
import { createElement, setText, uniqueId } from '../dom';
import type { NumberFormats } from '../format';
import { attentionKey, selectedSample, selectedValidation, type PanelState, type Store } from '../state';
import type { Texts } from '../texts';
import type { Theme } from '../theme';
import { HeadMap } from './headMap';
import { MemoryMap } from './memoryMap';

/**
 * The memory of a Neural Turing Machine while it read the selected sample and wrote its hypothesis: where each head was at
 * every step, and what the memory held after the chosen one. Hidden for other models.
 */
export class MachineMemory {
  readonly element: HTMLElement;
  readonly #subject = createElement('span', { class: 'subject' });
  readonly #body = createElement('div', { class: 'memory-body' });
  readonly #steps: StepControl;
  /** Made when the first machine arrives. */
  #memory: MemoryMap | undefined;
  #heads: readonly HeadMap[] = [];
  #theme: Theme;
  #machine: PanelMachine | undefined;

  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
    theme: Theme,
    private readonly store: Store,
  ) {
    this.#theme = theme;
    this.#steps = new StepControl(texts, (step) => this.#choose(step), 'memory');
    const heading = createElement('h2', {
      text: texts.get('memory.title'),
      attributes: { id: uniqueId('memory'), tabindex: -1 },
    });
    this.element = createElement(
      'section',
      { class: 'memory', attributes: { 'aria-labelledby': heading.id } },
      createElement('div', { class: 'section-head' }, heading, this.#subject),
      this.#steps.element,
      this.#body,
    );
    this.element.hidden = true;
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.#memory?.setTheme(theme);
    for (const head of this.#heads) head.setTheme(theme);
  }

  render(state: PanelState): void {
    const validation = selectedValidation(state);
    const sample = selectedSample(state);
    if (validation === undefined || sample === undefined) return;
    const key = attentionKey(validation.step, sample.index);
    // Until the answer arrives what was shown before stays.
    if (!state.attention.has(key)) return;
    const machine = state.attention.get(key)?.machine;
    this.element.hidden = machine === undefined;
    if (machine === undefined) return;
    if (machine !== this.#machine) {
      this.#machine = machine;
      const step = this.formats.whole(validation.step);
      setText(this.#subject, this.texts.get('attention.of', sample.index + 1, step));
      this.#showHeads(machine);
    }
    const step = Math.min(state.view.memoryStep, machine.steps.length - 1);
    this.#steps.render(step, machine.steps.map(visibleToken));
    for (const head of this.#heads) head.setStep(step);
    this.#memory?.show(machine, step);
  }

  #showHeads(machine: PanelMachine): void {
    const { readHeads, writeHeads } = machine;
    const count = readHeads + writeHeads;
    if (this.#heads.length !== count) {
      this.#memory ??= new MemoryMap(this.texts, this.formats, this.#theme);
      this.#heads = Array.from({ length: count }, (_, head) => {
        const name =
          head < readHeads
            ? this.texts.get('memory.readHead', head + 1)
            : this.texts.get('memory.writeHead', head - readHeads + 1);
        return new HeadMap(this.texts, this.formats, this.#theme, {
          name,
          head,
          onStep: (step) => this.#choose(step),
        });
      });
      const heads = createElement(
        'div',
        { class: 'head-maps' },
        ...this.#heads.map(({ element }) => element),
      );
      this.#body.replaceChildren(heads, this.#memory.element);
    }
    for (const head of this.#heads) head.show(machine);
  }

  #choose(memoryStep: number): void {
    this.store.updateView({ memoryStep });
  }
}
