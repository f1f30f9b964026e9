import type { PanelAttention } from '../../src/protocol/panel';
import type { Theme } from '../theme';
import { ColorMap } from './colorMap';
import { cellAt, labelFontPx, layOutHeatmap, longestLabelPx, type HeatmapLayout } from './heatmapLayout';
import { fitText, visibleToken } from './tokens';

/** From this cell size on, the values are written into the cells. */
const overlayCellPx = 22;
const gapCellPx = 8;
/** Wider or higher, a canvas takes long to copy: then a pixel of it is more than one of the screen. */
const largestCanvasPx = 4096;

export interface Cell {
  readonly row: number;
  readonly column: number;
}

export interface HeatmapContent {
  readonly map: Pick<PanelAttention, 'rows' | 'columns' | 'values'>;
  /** One for each row. */
  readonly targetTokens: readonly string[];
  /** One for each column. */
  readonly sourceTokens: readonly string[];
  /** The weight that gets the last colour. */
  readonly maximum: number;
  /** What is written into a large cell; by default the weight, briefly. */
  readonly overlay?: (value: number) => string;
}

/**
 * Draws an attention map `[target, source]` on a canvas: cells, labels, values, the decoding step and the highlighted
 * cell. The cells and labels are painted once into a bitmap; a highlight only copies it.
 */
export class Heatmap {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #base = document.createElement('canvas');
  #theme: Theme;
  #colors: ColorMap;
  #content: HeatmapContent | undefined;
  #layout: HeatmapLayout | undefined;
  #step: number | undefined;
  #highlight: Cell | undefined;
  /** Pixels of the canvas for each of the page. */
  #ratio = 1;

  constructor(canvas: HTMLCanvasElement, theme: Theme) {
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser has no 2D canvas.');
    this.#canvas = canvas;
    this.#context = context;
    this.#theme = theme;
    this.#colors = new ColorMap(theme.kind);
  }

  get colors(): ColorMap {
    return this.#colors;
  }

  get layout(): HeatmapLayout | undefined {
    return this.#layout;
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.#colors = new ColorMap(theme.kind);
  }

  /** Lays the map out for the space there is and paints it. */
  paint(content: HeatmapContent, availableWidth: number, availableHeight: number): void {
    this.#content = content;
    const { map, targetTokens, sourceTokens } = content;
    this.#context.font = this.#labelFont();
    const widest = (tokens: readonly string[]): number =>
      tokens.reduce((width, token) => Math.max(width, this.#measure(visibleToken(token))), 0);
    this.#layout = layOutHeatmap({
      rows: map.rows,
      columns: map.columns,
      availableWidth,
      availableHeight,
      rowLabelWidth: widest(targetTokens),
      columnLabelWidth: widest(sourceTokens),
    });
    this.#resize(this.#layout);
    this.#paintBase(content, this.#layout);
    this.#compose();
  }

  /** @param step row of the decoding step; undefined: none */
  setStep(step: number | undefined): void {
    if (step === this.#step) return;
    this.#step = step;
    this.#compose();
  }

  setHighlight(cell: Cell | undefined): void {
    if (cell?.row === this.#highlight?.row && cell?.column === this.#highlight?.column) return;
    this.#highlight = cell;
    this.#compose();
  }

  /** The cell under a point of the canvas, in CSS pixels. */
  cellAt(x: number, y: number): Cell | undefined {
    if (this.#layout === undefined || this.#content === undefined) return undefined;
    return cellAt(this.#layout, this.#content.map.rows, this.#content.map.columns, x, y);
  }

  #labelFont(weight = ''): string {
    return `${weight} ${labelFontPx}px ${this.#theme.tokenFontFamily}`.trim();
  }

  #measure(text: string): number {
    return this.#context.measureText(text).width;
  }

  #resize({ width, height }: HeatmapLayout): void {
    this.#ratio = Math.min(window.devicePixelRatio, largestCanvasPx / Math.max(width, height));
    const ratio = this.#ratio;
    for (const canvas of [this.#canvas, this.#base]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
  }

  #paintBase(content: HeatmapContent, layout: HeatmapLayout): void {
    const context = this.#base.getContext('2d');
    if (context === null) return;
    const ratio = this.#ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#paintCells(context, content, layout);
    this.#paintLabels(context, content, layout);
    if (layout.cell >= overlayCellPx) this.#paintValues(context, content, layout);
  }

  #paintCells(
    context: CanvasRenderingContext2D,
    { map, maximum }: HeatmapContent,
    layout: HeatmapLayout,
  ): void {
    const { rows, columns, values } = map;
    const { cell, left, top } = layout;
    const pixels = new ImageData(columns, rows);
    this.#colors.fill(pixels.data, values, maximum);
    const small = document.createElement('canvas');
    small.width = columns;
    small.height = rows;
    small.getContext('2d')?.putImageData(pixels, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, left, top, columns * cell, rows * cell);
    if (cell >= gapCellPx) this.#paintGaps(context, map, layout);
    context.strokeStyle = this.#theme.axisLine;
    context.lineWidth = 1;
    context.strokeRect(left - 0.5, top - 0.5, columns * cell + 2, rows * cell + 2);
  }

  #paintGaps(
    context: CanvasRenderingContext2D,
    { rows, columns }: HeatmapContent['map'],
    { cell, left, top }: HeatmapLayout,
  ): void {
    context.fillStyle = this.#theme.background;
    for (let row = 0; row <= rows; row++) context.fillRect(left, top + row * cell, columns * cell + 1, 1);
    for (let column = 0; column <= columns; column++)
      context.fillRect(left + column * cell, top, 1, rows * cell + 1);
  }

  #paintLabels(context: CanvasRenderingContext2D, content: HeatmapContent, layout: HeatmapLayout): void {
    const { labelEvery } = layout;
    context.font = this.#labelFont();
    context.fillStyle = this.#theme.foreground;
    const texts = (tokens: readonly string[]): readonly (readonly [number, string])[] =>
      labelEvery === 1
        ? tokens.map((token, index) => [index, visibleToken(token)] as const)
        : tokens.flatMap((_, index) => ((index + 1) % labelEvery === 0 ? [[index, String(index + 1)]] : []));
    for (const [row, text] of texts(content.targetTokens)) this.#paintRowLabel(context, layout, row, text);
    for (const [column, text] of texts(content.sourceTokens))
      this.#paintColumnLabel(context, layout, column, text);
  }

  #paintRowLabel(
    context: CanvasRenderingContext2D,
    { cell, left, top }: HeatmapLayout,
    row: number,
    text: string,
  ): void {
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.fillText(this.#fit(context, text), left - 6, top + (row + 0.5) * cell + 0.5);
  }

  #paintColumnLabel(
    context: CanvasRenderingContext2D,
    { cell, left, top, width, flatWidth }: HeatmapLayout,
    column: number,
    text: string,
  ): void {
    const textWidth = context.measureText(text).width;
    const isFlat = textWidth <= flatWidth;
    const middle = left + (column + 0.5) * cell + 0.5;
    context.save();
    // The label of a narrow last column would end beyond the map.
    context.translate(isFlat ? Math.min(middle, width - textWidth / 2) : middle, top - 6);
    if (isFlat) {
      context.textAlign = 'center';
      context.textBaseline = 'alphabetic';
    } else {
      context.rotate(-Math.PI / 2);
      context.textAlign = 'left';
      context.textBaseline = 'middle';
    }
    context.fillText(this.#fit(context, text), 0, 0);
    context.restore();
  }

  #fit(context: CanvasRenderingContext2D, text: string): string {
    return fitText(text, longestLabelPx, (part) => context.measureText(part).width);
  }

  #paintValues(
    context: CanvasRenderingContext2D,
    { map, maximum, overlay = overlayText }: HeatmapContent,
    layout: HeatmapLayout,
  ): void {
    const { cell, left, top } = layout;
    context.font = `${cell >= 32 ? 11 : 9}px ${this.#theme.fontFamily}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (let row = 0; row < map.rows; row++)
      for (let column = 0; column < map.columns; column++) {
        const value = map.values[row * map.columns + column]!;
        context.fillStyle = this.#colors.ink(value / maximum);
        context.fillText(overlay(value), left + (column + 0.5) * cell + 0.5, top + (row + 0.5) * cell + 0.5);
      }
  }

  /** The bitmap, and over it the decoding step's row and the highlighted cell with its row and column. */
  #compose(): void {
    const { map } = this.#content ?? {};
    const layout = this.#layout;
    if (map === undefined || layout === undefined) return;
    const context = this.#context;
    const ratio = this.#ratio;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.drawImage(this.#base, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { cell, left, top } = layout;
    const width = map.columns * cell;
    const height = map.rows * cell;
    if (this.#step !== undefined && this.#step < map.rows) {
      this.#outline(left, top + this.#step * cell, width, cell, this.#theme.foreground, 2);
      this.#emphasizeRow(layout, this.#step);
    }
    const highlight = this.#highlight;
    if (highlight === undefined || highlight.row >= map.rows || highlight.column >= map.columns) return;
    const { row, column } = highlight;
    this.#outline(left, top + row * cell, width, cell, this.#theme.focus, 1);
    this.#outline(left + column * cell, top, cell, height, this.#theme.focus, 1);
    this.#outline(left + column * cell, top + row * cell, cell, cell, this.#theme.focus, 3);
    this.#emphasizeRow(layout, row);
    this.#emphasizeColumn(layout, column);
  }

  #outline(x: number, y: number, width: number, height: number, color: string, widthPx: number): void {
    const context = this.#context;
    const inset = widthPx === 1 ? 0.5 : 0;
    // A dark and a light line together can be seen on every colour of the map; among tiny cells they would cover it.
    if (Math.min(width, height) >= gapCellPx) {
      context.lineWidth = widthPx + 2;
      context.strokeStyle = this.#theme.background;
      context.strokeRect(x + inset, y + inset, width, height);
    }
    context.lineWidth = widthPx;
    context.strokeStyle = color;
    context.strokeRect(x + inset, y + inset, width, height);
  }

  #emphasizeRow(layout: HeatmapLayout, row: number): void {
    const token = this.#content?.targetTokens[row];
    if (token === undefined) return;
    const { cell, left, top } = layout;
    const height = Math.max(cell, labelFontPx + 4);
    this.#prepareLabel();
    this.#context.clearRect(0, top + (row + 0.5) * cell - height / 2, left - 3, height);
    this.#paintRowLabel(this.#context, layout, row, visibleToken(token));
  }

  #emphasizeColumn(layout: HeatmapLayout, column: number): void {
    const token = this.#content?.sourceTokens[column];
    if (token === undefined) return;
    const { cell, left, top, labelEvery } = layout;
    this.#prepareLabel();
    const text = visibleToken(token);
    const room = labelEvery === 1 ? cell : Math.min(this.#measure(text), longestLabelPx) + 4;
    this.#context.clearRect(left + (column + 0.5) * cell - room / 2, 0, room, top - 2);
    this.#paintColumnLabel(this.#context, layout, column, text);
  }

  #prepareLabel(): void {
    this.#context.font = this.#labelFont('bold');
    this.#context.fillStyle = this.#theme.foreground;
  }
}

/** `.83`, `1`, nothing for what would read `.00`: the cells are small. */
function overlayText(value: number): string {
  if (value < 0.005) return '';
  return value >= 0.995 ? '1' : value.toFixed(2).slice(1);
}
