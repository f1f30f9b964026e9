import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';

const devPercent = 5;
const testPercent = 5;

/** The splits of a data set, in the order in which their files are written. */
export const splitNames = ['train', 'dev', 'test'];

/**
 * Which split a text belongs to: a pure function of the text, so that a new version of the data moves nothing.
 * @param {string} text
 * @returns {'train' | 'dev' | 'test'}
 */
export function splitOf(text) {
  const percent = hashOf(text) % 100;
  if (percent < testPercent) return 'test';
  return percent < testPercent + devPercent ? 'dev' : 'train';
}

/** 32 bits of the SHA-256 of a text: a reproducible random number for it. */
export function hashOf(text) {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

/**
 * So many of the items, the same whatever their order; all if there are fewer.
 * @template T
 * @param {Iterable<T>} items
 * @param {number} count
 * @param {(item: T) => string} textOf what tells an item from others
 * @returns {T[]}
 */
export function sample(items, count, textOf) {
  return [...items].toSorted((a, b) => hashOf(textOf(a)) - hashOf(textOf(b))).slice(0, count);
}

/**
 * Writes a file into a folder of the gallery.
 * @param {string} entry name of the folder
 * @param {string} file such as `train.tsv`
 * @param {readonly string[]} lines without line ends
 */
export async function writeLines(entry, file, lines) {
  const folder = new URL(`../../gallery/${entry}/`, import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(file, folder), lines.map((line) => `${line}\n`).join(''));
  console.log(`${lines.length} lines in gallery/${entry}/${file}`);
}

/**
 * Writes train.tsv, dev.tsv and test.tsv into a folder of the gallery, each in the order of hashes (as good as shuffled).
 * @param {string} entry name of the gallery folder
 * @param {{key: string, source: string, target: string}[]} pairs pairs with one key stay in one split
 */
export async function writeSplits(entry, pairs) {
  const sorted = sample(pairs, pairs.length, ({ source }) => `order ${source}`);
  for (const split of splitNames) {
    const chosen = sorted.filter(({ key }) => splitOf(key) === split);
    await writeLines(
      entry,
      `${split}.tsv`,
      chosen.map(({ source, target }) => `${source}\t${target}`),
    );
  }
}
