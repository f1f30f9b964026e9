// Makes gallery/digits-of-pi/*.tsv: ten digits of π → the next one. The splits are stretches one after the other.
import { piDigits } from './piDigits.mjs';
import { writeLines } from './writeSplits.mjs';

const windowLength = 10;
const sizes = { train: 8000, dev: 500, test: 2000 };

const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
const digits = piDigits(total + windowLength);
let start = 0;
for (const [split, size] of Object.entries(sizes)) {
  const lines = Array.from({ length: size }, (_, index) => {
    const end = start + index + windowLength;
    return `${digits.slice(start + index, end)}\t${digits.charAt(end)}`;
  });
  start += size;
  await writeLines('digits-of-pi', `${split}.tsv`, lines);
}
