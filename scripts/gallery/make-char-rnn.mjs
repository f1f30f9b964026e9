// Makes gallery/char-rnn/*.txt: the English messages of the TypeScript compiler, one a line.
import { englishMessages } from './englishMessages.mjs';
import { sample, splitNames, splitOf, writeLines } from './writeSplits.mjs';

const messages = new Set((await englishMessages()).values());
// Messages that differ in their placeholders alone are one for the split.
const keyOf = (text) => text.toLowerCase().replace(/\{\d+\}/g, '{}');
const sorted = sample(messages, messages.size, (text) => `order ${text}`);
for (const split of splitNames) {
  const chosen = sorted.filter((text) => splitOf(keyOf(text)) === split);
  await writeLines('char-rnn', `${split}.txt`, chosen);
}
