import type { Files } from './configSignature';
import type { Texts } from './schemaLeaves';

const words = ['red green', 'green blue red', 'blue', 'red', 'green green blue', 'Blue red', 'yellow blue'];
const pairsOf = (lines: readonly string[]): string =>
  lines.map((line) => `${line}\t${[...line.split(' '), 'sky'].reverse().join(' ')}\n`).join('');
const dev = pairsOf(['red blue', 'blue green', 'red green blue']);
/** Four by four pixels. */
const pictures = [
  'iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAAAAACMmsGiAAAAEElEQVR42mNg+M/QwIBKAAA66gX9XsRL4AAAAABJRU5ErkJggg==',
  'iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAAAAACMmsGiAAAAEElEQVR42mP4/5+BgQGVAABXvAf51Y/4dgAAAABJRU5ErkJggg==',
].map((data) => `data:image/png;base64,${data}`);
const vectors = (factor: number): string =>
  ['red', 'green', 'blue', 'yellow'].map((word, i) => `${word} ${factor * (i + 1)} 0.5 -0.5 1\n`).join('');

export const files: Files = {
  'words.tsv': pairsOf(words),
  'other.tsv': pairsOf(words.slice(2)),
  'dev.tsv': dev,
  'other-dev.tsv': dev.slice(0, dev.indexOf('\n') + 1),
  'test.tsv': 'green red\tred green\n',
  'lives.tsv': words.map((line) => `\t${line}\n`).join(''),
  'more-lives.tsv': words.map((line) => `\t${line} ${line}\n`).join(''),
  'lives-dev.tsv': '\tred blue green\n\tblue blue\n',
  'vectors.txt': vectors(0.1),
  'other-vectors.txt': vectors(-0.2),
  'vectors.tsv': '0.1,0.2 0.3,0.4\tred\n0.5,0.6\tblue\n',
  'pictures.tsv': pictures.map((picture, i) => `${picture}\t${words[i] ?? ''}\n`).join(''),
  'merges.bpe': '#version: 0.2\nr e\nre d</w>\n',
  'other-merges.bpe': '#version: 0.2\nb l\n',
};

/** For keys that any text may stand at. */
export const texts: Texts = {
  $schema: ['https://example.org/schema.json'],
  name: ['another'],
  'data.train': ['other.tsv', 'more-lives.tsv', 'words.tsv'],
  'data.dev': ['other-dev.tsv', 'lives.tsv'],
  'data.test': ['test.tsv'],
  load_pretrained: ['vectors.txt', 'other-vectors.txt'],
  codes_file: ['merges.bpe', 'other-merges.bpe'],
  unk_token: ['<?>'],
  pad_token: ['<nothing>'],
  bos_token: ['<begin>'],
  eos_token: ['<end>'],
  delimiter: ['|'],
  allowed: [
    'json',
    'iso_date',
    'balanced_brackets',
    'tour',
    'polygon',
    '/[a-d]{1,3}/',
    '/(red|blue)( red)*/',
  ],
  target_prefix: ['a', 'red', 'z'],
  force_tokens: [['b'], ['blue']],
  voc_min_freq: [50],
  'src.max_length': [2],
  'trg.max_length': [2],
  'training.epochs': [1],
  logging_freq: [1],
  print_valid_sents: [1],
  max_valid_sents: [1],
  average_last_checkpoints: [2],
  min_improvement: [0],
  min_output_length: [9],
  max_output_length: [1],
  diversity_penalty: [0.001],
  'early_stopping.steps': [1],
};
