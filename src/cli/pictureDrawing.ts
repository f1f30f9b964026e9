import type { PictureSteps } from '../runs/manifest';

/** From paper to ink; a pixel is two characters wide: about square. */
const shades = ['··', '░░', '▒▒', '▓▓', '██'] as const;
const largestDigit = 9;
const gap = '  ';

/**
 * The steps in which a picture came about, beside each other as far as there is room, and behind them what it should have become:
 * lines of text.
 * @param columns of the terminal
 */
export function drawPictureSteps(
  { width, height, steps, reference }: PictureSteps,
  columns: number,
): string[] {
  const frames = [...steps, reference];
  const perLine = Math.max(1, Math.floor((columns + gap.length) / (2 * width + gap.length)));
  const lines: string[] = [];
  for (let first = 0; first < frames.length; first += perLine) {
    if (first > 0) lines.push('');
    for (let row = 0; row < height; row++)
      lines.push(
        frames
          .slice(first, first + perLine)
          .map((frame) => Array.from(frame.slice(row * width, (row + 1) * width), shade).join(''))
          .join(gap),
      );
  }
  return lines;
}

function shade(digit: string): string {
  return shades[Math.round((Number(digit) / largestDigit) * (shades.length - 1))] ?? shades[0];
}
