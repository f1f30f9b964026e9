import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const devPercent = 5;
const testPercent = 5;

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
 * Writes train.tsv, dev.tsv and test.tsv into a folder of the gallery, each in the order of hashes (as good as shuffled).
 * @param {string} entry name of the gallery folder
 * @param {{key: string, source: string, target: string}[]} pairs pairs with one key stay in one split
 */
export async function writeSplits(entry, pairs) {
  const folder = new URL(`../../gallery/${entry}/`, import.meta.url);
  await mkdir(folder, { recursive: true });
  const order = new Map(pairs.map(({ source }) => [source, hashOf(`order ${source}`)]));
  const sorted = pairs.toSorted((a, b) => order.get(a.source) - order.get(b.source));
  for (const split of ['train', 'dev', 'test']) {
    const chosen = sorted.filter(({ key }) => splitOf(key) === split);
    const file = new URL(`${split}.tsv`, folder);
    await writeFile(file, chosen.map(({ source, target }) => `${source}\t${target}\n`).join(''));
    console.log(`${chosen.length} pairs in ${fileURLToPath(file)}`);
  }
}
