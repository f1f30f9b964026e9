import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Something measured on the way, and what it should not exceed. A test never fails for it: a machine may be busy. */
export interface Figure {
  /** What was measured, in words. */
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'ms of processor time';
  readonly budget: number;
}

/**
 * Notes a figure for the end of `npm test`, which prints it beside its budget, in `test-results/figures.json` (or the file
 * that `S2S_FIGURES` names, where the tests run elsewhere). A figure of the same name is replaced.
 */
export function recordFigure(figure: Figure): void {
  const file = process.env['S2S_FIGURES'] ?? path.resolve('test-results', 'figures.json');
  const others = readFigures(file).filter(({ name }) => name !== figure.name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify([...others, figure], null, 2)}\n`);
}

function readFigures(file: string): readonly Figure[] {
  try {
    const figures: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(figures) ? (figures as readonly Figure[]) : [];
  } catch {
    return [];
  }
}
