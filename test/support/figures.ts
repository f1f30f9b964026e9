import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** Something measured on the way, and what it should not exceed. A test never fails for it: a machine may be busy. */
export interface Figure {
  /** What was measured, in words. */
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'ms of processor time' | 'a second';
  readonly budget: number;
}

/**
 * Notes a figure for the end of `npm test`, which prints it beside its budget: a line of `test-results/figures.jsonl` (or of
 * the file that `S2S_FIGURES` names, where the tests run elsewhere). Suites that run at the same time add to it.
 */
export function recordFigure(figure: Figure): void {
  const file = process.env['S2S_FIGURES'] ?? path.resolve('test-results', 'figures.jsonl');
  mkdirSync(path.dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(figure)}\n`);
}
