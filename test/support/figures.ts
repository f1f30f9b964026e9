import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Figures that `npm test` prints at its end, by name; the unit is part of the name. */
export type FigureName = 'activationMs' | 'firstChartPointMs' | 'vsixBytes';

/** Adds a measured figure to `test-results/figures.json` (or the file `S2S_FIGURES` names, where the tests run elsewhere). */
export function recordFigure(name: FigureName, value: number): void {
  const file = process.env['S2S_FIGURES'] ?? path.resolve('test-results', 'figures.json');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...readFigures(file), [name]: value }, null, 2)}\n`);
}

function readFigures(file: string): Partial<Record<FigureName, number>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<FigureName, number>>;
  } catch {
    return {};
  }
}
