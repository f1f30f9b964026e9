import stringWidth from 'string-width';
import type { AttentionMap } from '../core/decode/hypothesis';
import type { Regions } from '../core/model/model';

const shades = [' ', '░', '▒', '▓', '█'] as const;

export interface AttentionDrawingOptions {
  /** Columns of the terminal; wider maps are cut. */
  readonly columns: number;
  /** The grid of the source's columns on a picture. */
  readonly regions?: Regions | undefined;
}

/**
 * An attention map as lines of text: one row for each target token, one column for each source token, the darker the more
 * weight. The source's tokens stand on top, downwards when they are longer than a character. Tokens of any width (CJK,
 * emoji) keep the columns aligned. Of a picture: its regions as they lie, once for each target token.
 */
export function drawAttention(
  map: AttentionMap,
  sourceTokens: readonly string[],
  targetTokens: readonly string[],
  { columns, regions }: AttentionDrawingOptions,
): string[] {
  if (regions !== undefined) return drawRegions(map, targetTokens, regions, columns);
  const labels = targetTokens.slice(0, map.rows).map(visible);
  const labelWidth = Math.max(1, ...labels.map((label) => stringWidth(label)));
  const shown = Math.max(1, Math.min(map.columns, Math.floor((columns - labelWidth - 3) / cellWidth)));
  const lines = [...headerLines(sourceTokens.slice(0, shown).map(visible), labelWidth)];
  for (let row = 0; row < map.rows; row++) {
    const cells = Array.from({ length: shown }, (_, column) =>
      shade(map.values[row * map.columns + column]!).repeat(cellWidth),
    );
    lines.push(`${padEnd(labels[row] ?? '', labelWidth)} │${cells.join('')}`);
  }
  if (shown < map.columns) lines.push(`${' '.repeat(labelWidth)}  … ${map.columns - shown} more columns`);
  return lines.map((line) => line.trimEnd());
}

/** One frame for each target token, as many beside each other as there is room for. Shades are relative to its largest weight. */
function drawRegions(
  map: AttentionMap,
  targetTokens: readonly string[],
  { rows, columns }: Regions,
  width: number,
): string[] {
  const frames = Array.from({ length: map.rows }, (_, token) => {
    const weights = map.values.subarray(token * map.columns, (token + 1) * map.columns);
    const largest = weights.reduce((max, weight) => Math.max(max, weight), 1e-30);
    const line = (row: number): string =>
      Array.from(weights.subarray(row * columns, (row + 1) * columns), (weight) =>
        shade(weight / largest).repeat(cellWidth),
      ).join('');
    const border = '─'.repeat(columns * cellWidth);
    return [
      visible(targetTokens[token] ?? ''),
      `┌${border}┐`,
      ...Array.from({ length: rows }, (__, row) => `│${line(row)}│`),
      `└${border}┘`,
    ];
  });
  const frameWidth = Math.max(columns * cellWidth + 2, ...frames.map(([label = '']) => stringWidth(label)));
  const beside = Math.max(1, Math.floor((width + gap) / (frameWidth + gap)));
  return Array.from({ length: Math.ceil(frames.length / beside) }, (_, band) =>
    frames.slice(band * beside, (band + 1) * beside),
  ).flatMap((band) =>
    Array.from({ length: rows + 3 }, (_, index) =>
      band
        .map((frame) => padEnd(frame[index] ?? '', frameWidth))
        .join(' '.repeat(gap))
        .trimEnd(),
    ),
  );
}

/** An attention map as numbers: `[target tokens][source tokens]`. */
export function attentionRows({ rows, columns, values }: AttentionMap): number[][] {
  return Array.from({ length: rows }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]);
}

/** A cell is two characters wide: about square, and as wide as the widest character. */
const cellWidth = 2;
/** Columns between two frames. */
const gap = 2;

/** Tokens of one character stand in one line; longer ones are written downwards, with their ends on the last line. */
function headerLines(tokens: readonly string[], labelWidth: number): string[] {
  const downwards = tokens.map((token) => graphemes(token));
  const height = Math.max(1, ...downwards.map((parts) => parts.length));
  const indent = ' '.repeat(labelWidth + 2);
  return Array.from({ length: height }, (_, line) => {
    const cells = downwards.map((parts) => padEnd(parts[line - height + parts.length] ?? '', cellWidth));
    return indent + cells.join('');
  });
}

function shade(weight: number): string {
  const level = Math.round(Math.min(1, Math.max(0, weight)) * (shades.length - 1));
  // Any weight worth seeing is seen.
  return shades[level === 0 && weight >= 0.05 ? 1 : level] ?? ' ';
}

/** Spaces, control characters and lone combining marks as something that can be seen. */
function visible(token: string): string {
  const shown = token.replace(/\p{Cc}/gu, '�').replaceAll(' ', '␣');
  return stringWidth(shown) === 0 ? `◌${shown}` : shown;
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

function graphemes(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}
