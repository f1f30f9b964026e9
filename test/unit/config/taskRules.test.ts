import assert from 'node:assert/strict';
import { parseConfig } from '../../../src/core/config/parseConfig';

type Section = Readonly<Record<string, unknown>>;

const files = { train: 'train.tsv', dev: 'dev.tsv' };
const codesOf = ({ data = {}, ...rest }: Section & { data?: Section }): string[] =>
  parseConfig(JSON.stringify({ data: { ...files, ...data }, ...rest })).diagnostics.map(
    ({ code, severity, path }) => `${severity} ${code} ${path.join('.')}`,
  );

const aligned = { task: 'aligned' };
const languageModel = { task: 'language_model' };

/** What a config must be told. */
const cases: readonly [string, Section & { data?: Section }, string][] = [
  [
    'a decoder where there is none',
    { ...aligned, model: { decoder: { num_layers: 2 } } },
    'error no-effect model.decoder.num_layers',
  ],
  [
    'attention where there is no decoder',
    { ...aligned, model: { decoder: { attention: 'general' } } },
    'error no-effect model.decoder.attention',
  ],
  [
    'target embeddings where there are none',
    { ...aligned, data: { share_vocab: true }, model: { tied_embeddings: true } },
    'error no-effect model.tied_embeddings',
  ],
  [
    'pooling where tokens keep their partners',
    { ...aligned, model: { encoder: { pooling: 'attention' } } },
    'error no-effect model.encoder.pooling',
  ],
  [
    'a reversed source with partners',
    { ...aligned, data: { src: { reverse: true } } },
    'error aligned-reversed data.src.reverse',
  ],
  [
    'a source without end symbol',
    { ...aligned, data: { src: { eos: false } } },
    'error aligned-without-end data.src.eos',
  ],
  [
    'pieces of words with partners',
    { ...aligned, data: { trg: { level: 'bpe' } } },
    'error aligned-level data.trg.level',
  ],
  [
    'a generator of other lengths',
    { ...aligned, data: { train: { generator: 'addition', size: 9 } } },
    'error generator-task data.train.generator',
  ],
  [
    'an encoder of a language model',
    { ...languageModel, model: { encoder: { bidirectional: true } } },
    'error no-effect model.encoder.bidirectional',
  ],
  [
    'attention of a language model',
    { ...languageModel, model: { decoder: { attention: 'bahdanau' } } },
    'error no-effect model.decoder.attention',
  ],
  [
    'source keys of a language model',
    { ...languageModel, data: { src: { level: 'word' } } },
    'error no-effect data.src.level',
  ],
  [
    'a shared vocabulary of a language model',
    { ...languageModel, data: { share_vocab: true } },
    'error no-effect data.share_vocab',
  ],
  [
    "the encoder's last state of a language model",
    { ...languageModel, model: { decoder: { init_hidden: 'last' } } },
    'error no-effect model.decoder.init_hidden',
  ],
  [
    'pairs from a generator for a language model',
    { ...languageModel, data: { dev: { generator: 'copy', size: 9 } } },
    'error generator-task data.dev.generator',
  ],
  [
    'metrics that need a source',
    { ...languageModel, training: { best_metric: 'sequence_accuracy' } },
    'error metric-without-source training.best_metric',
  ],
  [
    'text metrics that need a source',
    { ...languageModel, testing: { eval_metrics: ['chrf'] } },
    'error metric-without-source testing.eval_metrics.0',
  ],
  [
    'a text to be cut into unknown pieces',
    { ...languageModel, data: { train: 'a.txt', trg: { level: 'bpe' } } },
    'error document-with-bpe data.train',
  ],
  ['merges without bpe', { data: { src: { bpe_merges: 10 } } }, 'error no-effect data.src.bpe_merges'],
  [
    'a merges file without bpe',
    { data: { trg: { codes_file: 'codes' } } },
    'error no-effect data.trg.codes_file',
  ],
  [
    'merges to learn beside merges to read',
    { data: { src: { level: 'bpe', bpe_merges: 10, codes_file: 'codes' } } },
    'error no-effect data.src.bpe_merges',
  ],
];

/** What must pass. */
const good: readonly [string, Section & { data?: Section }][] = [
  [
    'a bidirectional aligned model',
    { ...aligned, model: { encoder: { bidirectional: true, num_layers: 2 } } },
  ],
  ['aligned words of copied sequences', { ...aligned, data: { train: { generator: 'copy', size: 9 } } }],
  [
    'a language model that begins at zero',
    {
      ...languageModel,
      data: { train: 'a.txt' },
      model: { tied_softmax: true, decoder: { hidden_size: 64, init_hidden: 'zero' } },
    },
  ],
  [
    'a language model that begins anywhere',
    { ...languageModel, model: { decoder: { init_hidden: 'learned', dropout: 0.1 } } },
  ],
  [
    'a language model of pieces of words',
    { ...languageModel, data: { trg: { level: 'bpe', bpe_merges: 20 } } },
  ],
];

describe('rules about tasks', () => {
  for (const [name, config, expected] of cases)
    it(`refuse ${name}`, () => {
      assert.ok(codesOf(config).includes(expected), codesOf(config).join('\n'));
    });

  for (const [name, config] of good)
    it(`accept ${name}`, () => {
      assert.deepEqual(codesOf(config), []);
    });
});
