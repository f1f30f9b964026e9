// Makes the pairs and samples of gallery/sentiment-*: four sentences, and each of them for its opposite.
import { writeLines } from './writeSplits.mjs';

const opposites = [
  ['i like it', "i don't like it"],
  ['i hate it', "i don't hate it"],
];
const pairs = [...opposites, ...opposites.map(([sentence, opposite]) => [opposite, sentence]).reverse()];
for (const model of ['init', 'pooling', 'par', 'merge']) {
  await writeLines(
    `sentiment-${model}`,
    'pairs.tsv',
    pairs.map((pair) => pair.join('\t')),
  );
  await writeLines(
    `sentiment-${model}`,
    'sample.txt',
    pairs.map(([source]) => source),
  );
}
