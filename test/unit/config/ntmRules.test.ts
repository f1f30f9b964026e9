import assert from 'node:assert/strict';
import { parseConfig } from '../../../src/core/config/parseConfig';

type Section = Readonly<Record<string, unknown>>;

const words = { src: { level: 'word' }, trg: { level: 'word' } };
const codesOf = ({ data, ...config }: Section): string[] =>
  parseConfig(
    JSON.stringify({ data: { train: 'train.tsv', dev: 'dev.tsv', ...(data as Section) }, ...config }),
  ).diagnostics.map(({ code, severity, path }) => `${severity} ${code} ${path.join('.')}`);

const machine = (encoder: Section = {}, decoder: Section = {}, model: Section = {}): Section => ({
  model: { encoder: { type: 'ntm', ...encoder }, decoder, ...model },
});
const bits = { embeddings: { type: 'bits' } };

/** What a config must be told, and the nearest config that must pass. */
const cases: readonly {
  readonly name: string;
  readonly bad: Section;
  readonly good: Section;
  readonly code: string;
}[] = [
  {
    name: 'a machine that nothing asks for',
    bad: { model: { encoder: { ntm: { memory_rows: 20 } } } },
    good: machine({ ntm: { memory_rows: 20 } }),
    code: 'error ntm-without-type model.encoder.ntm',
  },
  {
    name: 'recurrent layers beside a machine',
    bad: machine({ num_layers: 2 }),
    good: machine({ hidden_size: 100, rnn_type: 'gru', dropout: 0.1 }),
    code: 'error no-effect model.encoder.num_layers',
  },
  {
    name: 'attention beside a machine',
    bad: machine({}, { attention: 'general' }),
    good: machine({}, { dropout: 0.1, hidden_dropout: 0.1 }),
    code: 'error no-effect model.decoder.attention',
  },
  {
    name: 'a cell for a feed-forward controller',
    bad: machine({ rnn_type: 'rnn', ntm: { controller: 'feed_forward' } }),
    good: machine({ rnn_type: 'rnn' }),
    code: 'error no-effect model.encoder.rnn_type',
  },
  {
    name: 'dropout on what a machine does not read',
    bad: machine({}, { previous_output: false, dropout: 0.1 }),
    good: machine({}, { dropout: 0.1 }),
    code: 'error no-effect model.decoder.dropout',
  },
  {
    name: 'tied outputs of a machine',
    bad: machine(
      { embeddings: { embedding_dim: 128 } },
      { embeddings: { embedding_dim: 128 } },
      { tied_softmax: true },
    ),
    good: machine(),
    code: 'error ntm-tied-softmax model.tied_softmax',
  },
  {
    name: 'a machine for another task',
    bad: { task: 'aligned', ...machine() },
    good: { task: 'translation', ...machine() },
    code: 'error ntm-task model.encoder.type',
  },
  {
    name: 'a machine that points',
    bad: { data: { src: { level: 'word' }, trg: { level: 'pointer' } }, ...machine() },
    good: { data: words, ...machine() },
    code: 'error pointer-encoder model.encoder.type',
  },
  {
    name: 'embeddings that are not read',
    bad: { model: { decoder: { previous_output: false, embeddings: { embedding_dim: 9 } } } },
    good: { model: { decoder: { previous_output: false } } },
    code: 'error no-effect model.decoder.embeddings',
  },
  {
    name: 'tied embeddings that are not there',
    bad: {
      data: { share_vocab: true },
      model: { tied_embeddings: true, decoder: { previous_output: false } },
    },
    good: { data: { share_vocab: true }, model: { tied_embeddings: true } },
    code: 'error tied-without-embeddings model.tied_embeddings',
  },
  {
    name: 'bits of characters',
    bad: { model: { encoder: bits } },
    good: { data: words, model: { encoder: bits, decoder: bits } },
    code: 'error bits-level model.encoder.embeddings.type',
  },
  {
    name: 'outputs of bits for characters',
    bad: { model: { decoder: { output: 'bits' } } },
    good: { data: words, model: { decoder: { output: 'bits' } } },
    code: 'error bits-level model.decoder.output',
  },
  {
    name: 'outputs of bits that are tied',
    bad: {
      data: words,
      model: { tied_softmax: true, decoder: { output: 'bits', embeddings: { embedding_dim: 128 } } },
    },
    good: { data: words, model: { decoder: { output: 'bits', embeddings: { embedding_dim: 128 } } } },
    code: 'error bits-tied-softmax model.tied_softmax',
  },
  {
    name: 'bits without words',
    bad: { data: { train: { generator: 'ntm_copy', size: 10 }, src: { level: 'word' } } },
    good: { data: { train: { generator: 'ntm_copy', size: 10 }, ...words } },
    code: 'error generator-level data.train.generator',
  },
  {
    name: 'a reversed range of copies',
    bad: {
      data: { train: { generator: 'ntm_repeat_copy', size: 10, min_repeats: 3, max_repeats: 2 }, ...words },
    },
    good: {
      data: { train: { generator: 'ntm_repeat_copy', size: 10, min_repeats: 2, max_repeats: 3 }, ...words },
    },
    code: 'error lengths-reversed data.train.min_repeats',
  },
];

describe('rules of machines and bits', () => {
  for (const { name, bad, good, code } of cases)
    it(`refuse ${name}`, () => {
      assert.ok(codesOf(bad).includes(code), codesOf(bad).join('\n'));
      assert.deepEqual(codesOf(good), []);
    });
});
