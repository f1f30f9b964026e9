import type { PanelMachine } from '../../src/protocol/panel';
import type { Cell, HeatmapContent } from '../attention/heatmap';
import { MapSurface } from '../attention/mapSurface';
import { createElement, setText } from '../dom';
import type { NumberFormats } from '../format';
import type { Texts } from '../texts';
import type { Theme } from '../theme';

/** What the memory holds after one step: its rows downwards, as many numbers each to the right. */
export class MemoryMap {
  readonly element: HTMLElement;
  readonly #surface: MapSurface;
  readonly #heading = createElement('h3');
  readonly #scale = createElement('div', {
    class: 'heatmap-legend',
    attributes: { 'aria-hidden': 'true' },
  });
  #machine: PanelMachine | undefined;
  #step = 0;
  /** The largest magnitude of all steps: colours mean the same while it plays. */
  #largest = 1;

  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
    theme: Theme,
  ) {
    this.#surface = new MapSurface({
      theme,
      onPick: () => undefined,
      describe: (cell) => this.#describe(cell),
      start: () => ({ row: 0, column: 0 }),
      onResize: () => this.#paint(),
    });
    this.element = createElement(
      'div',
      { class: 'memory-map' },
      this.#heading,
      this.#scale,
      this.#surface.element,
      this.#surface.announcement,
    );
  }

  setTheme(theme: Theme): void {
    this.#surface.setTheme(theme);
    this.#paint();
  }

  show(machine: PanelMachine, step: number): void {
    if (machine === this.#machine && step === this.#step) return;
    if (machine !== this.#machine) {
      const largest = machine.memory.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      this.#largest = largest > 0 ? largest : 1;
      const bound = this.formats.fraction(this.#largest);
      setText(this.#scale, this.texts.get('memory.scale', bound));
    }
    this.#machine = machine;
    this.#step = step;
    setText(this.#heading, this.texts.get('memory.after', step + 1));
    const { rows, width } = machine;
    this.#surface.setSize(rows, width, this.texts.get('memory.gridLabel', rows, width, step + 1));
    this.#paint();
  }

  #paint(): void {
    const content = this.#content();
    if (content !== undefined) this.#surface.paint(content);
  }

  /** The lowest colour is for the most negative number, and zero is in the middle. */
  #content(): HeatmapContent | undefined {
    if (this.#machine === undefined) return undefined;
    const { rows, width } = this.#machine;
    const largest = this.#largest;
    const values = this.#values().map((value) => (value / largest + 1) / 2);
    const numbers = (count: number): string[] =>
      Array.from({ length: count }, (_, index) => String(index + 1));
    return {
      map: { rows, columns: width, values },
      targetTokens: numbers(rows),
      sourceTokens: numbers(width),
      maximum: 1,
      overlay: (share) => this.formats.fraction((2 * share - 1) * largest),
    };
  }

  #values(): Float32Array {
    if (this.#machine === undefined) return new Float32Array();
    const { rows, width, memory } = this.#machine;
    const first = this.#step * rows * width;
    // A copy, also where the numbers arrived as a plain list.
    return Float32Array.from(memory.slice(first, first + rows * width));
  }

  #describe({ row, column }: Cell): string {
    const value = this.#values()[row * (this.#machine?.width ?? 0) + column]!;
    return this.texts.get('memory.cell', row + 1, column + 1, this.formats.fraction(value));
  }
}
