// Makes gallery/compiler-messages/*.tsv and gallery/char-translation/*.tsv, which are the same: the TypeScript compiler's messages,
// English → French.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { englishMessages, oneLine } from './englishMessages.mjs';
import { typescriptFolder } from './typescriptPackage.mjs';
import { writeSplits } from './writeSplits.mjs';

const longestMessage = 60;

/** The placeholders {0}, {1} … of a message, sorted. */
const placeholders = (text) => (text.match(/\{\d+\}/g) ?? []).sort().join();

const lib = path.join(await typescriptFolder(), 'lib');
const english = await englishMessages();
const french = JSON.parse(await readFile(path.join(lib, 'fr', 'diagnosticMessages.generated.json'), 'utf8'));
const pairs = new Map();
for (const [key, source] of english) {
  if (french[key] === undefined) continue;
  const target = oneLine(french[key]);
  if (source === target || placeholders(source) !== placeholders(target)) continue;
  if (source.length > longestMessage || target.length > 1.5 * longestMessage || pairs.has(source)) continue;
  pairs.set(source, { key: source.toLowerCase(), source, target });
}
for (const entry of ['compiler-messages', 'char-translation']) await writeSplits(entry, [...pairs.values()]);
