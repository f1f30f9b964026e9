// Makes gallery/char-rnn/*.txt: the English messages of the TypeScript compiler, one a line.
import { mkdir, writeFile } from 'node:fs/promises';
import { englishMessages } from './englishMessages.mjs';
import { hashOf, splitOf } from './writeSplits.mjs';

const folder = new URL('../../gallery/char-rnn/', import.meta.url);
await mkdir(folder, { recursive: true });
const messages = [...(await englishMessages()).values()].map((text) =>
  text.normalize('NFC').replace(/\s+/g, ' ').trim(),
);
// Messages that differ in their placeholders alone are one for the split.
const keyOf = (text) => text.toLowerCase().replace(/\{\d+\}/g, '{}');
const different = [...new Set(messages)].toSorted((a, b) => hashOf(`order ${a}`) - hashOf(`order ${b}`));
for (const split of ['train', 'dev', 'test']) {
  const chosen = different.filter((text) => splitOf(keyOf(text)) === split);
  await writeFile(new URL(`${split}.txt`, folder), chosen.map((text) => `${text}\n`).join(''));
  console.log(`${chosen.length} messages in gallery/char-rnn/${split}.txt`);
}
