import type { Config } from '../schema';

type Split = 'train' | 'dev' | 'test';

const words: Readonly<Record<Split, readonly string[]>> = {
  train: ['hello', 'world'],
  dev: ['good', 'day'],
  test: ['see', 'you'],
};
const molecules: Readonly<Record<Split, readonly string[]>> = {
  train: ['CCO', 'CCN'],
  dev: ['CCC', 'CCF'],
  test: ['CCS', 'CCCl'],
};

/**
 * Two lines to begin a data file with, of the kind that the config reads; splits share none. Undefined where lines alone make
 * no data: pictures are files of their own.
 */
export function exampleData(config: Config, split: Split, path: string): string | undefined {
  const { task, data, model } = config;
  if (data.src.level === 'image' || model.decoder.type === 'draw' || model.decoder.row_length !== undefined)
    return undefined;
  const hasMolecules = [data.src.level, data.trg.level].includes('smiles');
  const texts = (hasMolecules ? molecules : words)[split];
  const lines = texts.map((text, index) => {
    if (task === 'language_model') return /\.tsv$/i.test(path) ? `\t${text}` : text;
    const source = data.src.level === 'vector' ? vectors(config, split, index) : text;
    return `${source}\t${target(config, text)}`;
  });
  return lines.map((line) => `${line}\n`).join('');
}

function target({ data: { trg } }: Config, text: string): string {
  if (trg.level === 'pointer') return '1';
  return trg.level === 'smiles' ? text : text.toUpperCase();
}

/** Two vectors of numbers that no other line has. */
function vectors({ data: { src } }: Config, split: Split, line: number): string {
  const first = { train: 1, dev: 3, test: 5 }[split] + line;
  const vector = (number: number) => Array.from({ length: src.vector_size }, () => `0.${number}`).join(',');
  return `${vector(first)} ${vector(first + 1)}`;
}
