import type { PanelMachine } from '../../src/protocol/panel';
import type { Cell, HeatmapContent } from '../attention/heatmap';
import { MapSurface } from '../attention/mapSurface';
import { visibleToken } from '../attention/tokens';
import { createElement } from '../dom';
import type { NumberFormats } from '../format';
import type { Texts } from '../texts';
import type { Theme } from '../theme';

export interface HeadMapOptions {
  /** Of the head, for people. */
  readonly name: string;
  /** Its number among all heads. */
  readonly head: number;
  readonly onStep: (step: number) => void;
}

/** Where one head was at every step: steps downwards, rows of the memory to the right. */
export class HeadMap {
  readonly element: HTMLElement;
  readonly #surface: MapSurface;
  #machine: PanelMachine | undefined;
  #step = 0;

  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
    theme: Theme,
    private readonly options: HeadMapOptions,
  ) {
    this.#surface = new MapSurface({
      theme,
      onPick: ({ row }) => options.onStep(row),
      describe: (cell) => this.#describe(cell),
      start: () => ({ row: this.#step, column: 0 }),
      onResize: () => this.#paint(),
    });
    this.element = createElement(
      'div',
      { class: 'memory-map' },
      createElement('h3', { text: options.name }),
      createElement('div', {
        class: 'heatmap-legend',
        text: texts.get('memory.headAxes'),
        attributes: { 'aria-hidden': 'true' },
      }),
      this.#surface.element,
      this.#surface.announcement,
    );
  }

  setTheme(theme: Theme): void {
    this.#surface.setTheme(theme);
    this.#paint();
  }

  show(machine: PanelMachine): void {
    this.#machine = machine;
    const { steps, rows } = machine;
    const label = this.texts.get('memory.headLabel', this.options.name, steps.length, rows);
    this.#surface.setSize(steps.length, rows, label);
    this.#surface.highlight(undefined);
    this.#paint();
  }

  setStep(step: number): void {
    this.#step = step;
    this.#surface.setStep(step);
  }

  #paint(): void {
    const content = this.#content();
    if (content !== undefined && this.#surface.paint(content)) this.#surface.setStep(this.#step);
  }

  #content(): HeatmapContent | undefined {
    if (this.#machine === undefined) return undefined;
    const { steps, rows, readHeads, writeHeads, weightings } = this.#machine;
    const heads = readHeads + writeHeads;
    const values = new Float32Array(steps.length * rows);
    steps.forEach((_, step) => {
      const first = (step * heads + this.options.head) * rows;
      values.set(weightings.slice(first, first + rows), step * rows);
    });
    return {
      map: { rows: steps.length, columns: rows, values },
      targetTokens: steps,
      sourceTokens: Array.from({ length: rows }, (_, row) => String(row + 1)),
      maximum: 1,
    };
  }

  #describe({ row, column }: Cell): string {
    const machine = this.#machine;
    if (machine === undefined) return '';
    const { steps, sourceSteps, rows, readHeads, writeHeads, weightings } = machine;
    const weight = weightings[(row * (readHeads + writeHeads) + this.options.head) * rows + column]!;
    return this.texts.get(
      row < sourceSteps ? 'memory.readingCell' : 'memory.writingCell',
      row + 1,
      visibleToken(steps[row] ?? ''),
      column + 1,
      this.formats.fraction(weight),
    );
  }
}
