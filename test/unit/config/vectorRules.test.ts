import assert from 'node:assert/strict';
import { diagnoseFiles } from '../../../src/core/config/diagnoseFiles';
import { parseConfig } from '../../../src/core/config/parseConfig';
import { DataError, loadSplits } from '../../../src/core/data/loadSplits';

type Section = Readonly<Record<string, unknown>>;

const vectors = { level: 'vector' };
const pointers = { level: 'pointer' };
const points = { src: vectors, trg: pointers };

const textOf = ({ data, ...config }: Section): string =>
  JSON.stringify({ data: { train: 'train.tsv', dev: 'dev.tsv', ...(data as Section) }, ...config });
const codesOf = (config: Section): string[] =>
  parseConfig(textOf(config)).diagnostics.map(
    ({ code, severity, path }) => `${severity} ${code} ${path.join('.')}`,
  );

const pointing = (decoder: Section = {}, model: Section = {}, rest: Section = {}): Section => ({
  data: points,
  model: { decoder, ...model },
  ...rest,
});
const generated = (generator: string, src: Section, trg: Section = pointers): Section => ({
  data: { train: { generator, size: 10 }, src, trg },
});

/** What a config must be told, and the nearest config that must pass. */
const cases: readonly { name: string; bad: Section; good: Section; code: string }[] = [
  {
    name: 'a size of vectors without vectors',
    bad: { data: { src: { vector_size: 3 } } },
    good: { data: { src: { ...vectors, vector_size: 3 } } },
    code: 'error no-effect data.src.vector_size',
  },
  {
    name: 'a vocabulary of vectors',
    bad: { data: { src: { ...vectors, voc_limit: 10 } } },
    good: { data: { src: { ...vectors, max_length: 10 } } },
    code: 'error no-effect data.src.voc_limit',
  },
  {
    name: 'positions in lower case',
    bad: { data: { src: vectors, trg: { ...pointers, lowercase: true } } },
    good: { data: { src: vectors, trg: { level: 'word', lowercase: true } } },
    code: 'error no-effect data.trg.lowercase',
  },
  {
    name: 'an end symbol of vectors',
    bad: { data: { src: { ...vectors, eos: true } } },
    good: { data: { src: { ...vectors, eos: false } } },
    code: 'error vectors-with-eos data.src.eos',
  },
  {
    name: 'pointers into a source that is fed backwards',
    bad: { data: { src: { ...vectors, reverse: true }, trg: pointers } },
    good: { data: { src: { ...vectors, reverse: true } } },
    code: 'error pointer-with-reverse data.src.reverse',
  },
  {
    name: 'pointers that could point at the end symbol',
    bad: { data: { src: { level: 'word' }, trg: pointers } },
    good: { data: { src: { level: 'word', eos: false }, trg: pointers } },
    code: 'error pointer-with-eos data.src.eos',
  },
  {
    name: 'a language model that points',
    bad: { task: 'language_model', data: points },
    good: { data: points },
    code: 'error vectors-task task',
  },
  {
    name: 'pointers that are to be spread evenly',
    bad: pointing({}, {}, { training: { label_smoothing: 0.1 } }),
    good: { data: { src: vectors }, training: { label_smoothing: 0.1 } },
    code: 'error label-smoothing-with-pointer training.label_smoothing',
  },
  {
    name: 'pointers into a memory',
    bad: pointing({}, { encoder: { type: 'ntm' } }),
    good: pointing({}, { encoder: { rnn_type: 'gru', bidirectional: true } }),
    code: 'error pointer-encoder model.encoder.type',
  },
  ...(
    [
      ['attention', { attention: 'dot' }],
      ['condition', { condition: 'merge' }],
      ['input_feeding', { input_feeding: true, attention: 'dot' }],
      ['previous_output', { previous_output: false }],
    ] as const
  ).map(([key, decoder]) => ({
    name: `${key} of a pointer network`,
    bad: pointing(decoder),
    good: pointing({ init_hidden: 'zero', num_layers: 2, hidden_dropout: 0.1 }),
    code: `error no-effect model.decoder.${key}`,
  })),
  {
    name: 'a tied output layer of positions',
    bad: pointing({ hidden_size: 64 }, { tied_softmax: true }),
    good: {
      data: { src: vectors, trg: { level: 'word' } },
      model: { tied_softmax: true, decoder: { hidden_size: 64 } },
    },
    code: 'error no-effect model.tied_softmax',
  },
  {
    name: 'frozen vectors',
    bad: { data: { src: vectors }, model: { encoder: { embeddings: { freeze: true } } } },
    good: { data: { src: vectors }, model: { decoder: { embeddings: { freeze: true } } } },
    code: 'error no-effect model.encoder.embeddings.freeze',
  },
  {
    name: 'initial embeddings where there are none',
    bad: pointing({}, { embed_initializer: 'normal' }),
    good: { data: { src: vectors }, model: { embed_initializer: 'normal' } },
    code: 'error no-effect model.embed_initializer',
  },
  {
    name: 'points that are read as text',
    bad: generated('tsp', { level: 'word' }, { level: 'word' }),
    good: generated('tsp', vectors, { level: 'word' }),
    code: 'error generator-level data.train.generator',
  },
  {
    name: 'numbers that are read as points',
    bad: generated('sorting', vectors),
    good: generated('sorting', { ...vectors, vector_size: 1 }),
    code: 'error generator-level data.train.generator',
  },
];

describe('rules of vectors and pointers', () => {
  for (const { name, bad, good, code } of cases)
    it(`refuse ${name}`, () => {
      assert.ok(codesOf(bad).includes(code), codesOf(bad).join('\n'));
      assert.deepEqual(codesOf(good), []);
    });

  it('say of the resolved config what they say of the written one', () => {
    const { config } = parseConfig(textOf(pointing()));
    assert.deepEqual(parseConfig(JSON.stringify(config)).diagnostics, []);
  });
});

describe('files of vectors and positions', () => {
  const lines = ['0.1,0.2 0.3,0.4\t2 1', '0.1,0.2 0.3\t1', '0.1,0.2 0.3,0.4\t1 3', '0.5,0.5\t1', '\t'];
  const read = (path: string) =>
    Promise.resolve(new TextEncoder().encode(path === 'train.tsv' ? lines.join('\n') : lines[0]!));
  const parsed = parseConfig(textOf({ data: points }));

  it('are checked line by line', async () => {
    const diagnostics = await diagnoseFiles(parsed, {
      resolve: (path) => path,
      readBytes: read,
      readStart: (path) => read(path),
    });
    const messages = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    assert.equal(messages.length, 2, messages.join('\n'));
    assert.match(
      messages[0]!,
      /^train\.tsv:2 has "0\.3" in its source, which is no vector of 2 numbers\. .*0\.2,0\.5 0\.7,0/,
    );
    assert.match(messages[1]!, /^train\.tsv:3 has "3" in its target, .* positions 1 to 2\./);
  });

  it('are not trained on when a line is wrong', async () => {
    await assert.rejects(
      loadSplits(parsed.config!, read),
      (error: unknown) =>
        error instanceof DataError && /data\.train: train\.tsv:2 .*1 more line/.test(error.message),
    );
  });
});
