import assert from 'node:assert/strict';
import { parseConfig } from '../../../src/core/config/parseConfig';

type Section = Readonly<Record<string, unknown>>;

/** Parts of a config that are merged with `files` and levels. */
interface Parts {
  readonly task?: string;
  readonly data?: Section;
  readonly model?: Section;
  readonly training?: Section;
}

const texts = { train: 'train.tsv', dev: 'dev.tsv' };
const codesOf = ({ data = {}, ...rest }: Parts): string[] =>
  parseConfig(JSON.stringify({ ...rest, data: { ...texts, ...data } })).diagnostics.map(
    ({ code, severity, path }) => `${severity} ${code} ${path.join('.')}`,
  );

const drawing = (decoder: Section = {}, rest: Parts = {}): Parts => ({
  ...rest,
  model: { ...rest.model, decoder: { type: 'draw', attention: 'bahdanau', ...decoder } },
});
const spatial = (decoder: Section = {}, rest: Parts = {}): Parts => ({
  task: 'language_model',
  ...rest,
  model: { ...rest.model, decoder: { row_length: 8, ...decoder } },
});
const pictures = { src: { level: 'image', image_size: [8, 8], channels: 1 } };
const looking = (attention: unknown, encoder: Section = { type: 'image' }): Parts => ({
  ...(encoder['type'] === 'image' ? { data: pictures } : {}),
  model: { encoder, decoder: { attention } },
});
const generated = (generator: Section, data: Section = {}, task = 'translation'): Parts => ({
  task,
  data: { train: { size: 10, ...generator }, ...data },
  ...(generator['generator'] === 'glyphs' ? { model: { encoder: { type: 'image' } } } : {}),
});
const glyphs = { generator: 'glyphs' };
const withSize = (...image_size: number[]) => ({ src: { ...pictures.src, image_size } });

/** What a config of pictures must be told, and the nearest one that must pass. */
const cases: readonly {
  readonly name: string;
  readonly bad: Parts;
  readonly good: Parts;
  readonly code: string;
}[] = [
  {
    name: 'a canvas of a decoder that does not draw',
    bad: { model: { decoder: { draw: { steps: 2 } } } },
    good: drawing({ draw: { steps: 2 } }),
    code: 'error draw-without-type model.decoder.draw',
  },
  {
    name: 'drawing without a source',
    bad: drawing({}, { task: 'language_model' }),
    good: drawing({}, { task: 'translation' }),
    code: 'error draw-task model.decoder.type',
  },
  {
    name: 'drawing of vectors',
    bad: drawing({}, { data: { trg: { level: 'bpe' } } }),
    good: drawing({}, { data: { trg: { level: 'word' } } }),
    code: 'error draw-level data.trg.level',
  },
  {
    name: 'a softmax tied to embeddings that drawing has not',
    bad: drawing({}, { model: { tied_softmax: true } }),
    good: drawing({}, { model: { tied_softmax: false } }),
    code: 'error no-effect model.tied_softmax',
  },
  {
    name: 'probability for symbols that are never drawn',
    bad: drawing({}, { training: { label_smoothing: 0.1 } }),
    good: drawing({}, { training: { label_smoothing: 0 } }),
    code: 'error draw-with-smoothing training.label_smoothing',
  },
  {
    name: 'a window while drawing',
    bad: drawing({ attention: { type: 'bahdanau', window: { kind: 'predictive' } } }),
    good: drawing({ attention: { type: 'bahdanau', function: 'sparsemax' } }),
    code: 'error draw-with-window model.decoder.attention.window',
  },
  {
    name: 'what is fed back while drawing',
    bad: drawing({ input_feeding: true }),
    good: drawing({ num_layers: 2 }),
    code: 'error no-effect model.decoder.input_feeding',
  },
  {
    name: 'rows of pixels where something is translated',
    bad: spatial({}, { task: 'translation' }),
    good: spatial(),
    code: 'error row-length-task model.decoder.row_length',
  },
  {
    name: 'rows of pixels with a GRU',
    bad: spatial({ rnn_type: 'gru' }),
    good: spatial({ rnn_type: 'lstm' }),
    code: 'error row-length-cell model.decoder.rnn_type',
  },
  {
    name: 'residual connections of spatial LSTMs',
    bad: spatial({ residual: true, num_layers: 2 }),
    good: spatial({ num_layers: 2 }),
    code: 'error no-effect model.decoder.residual',
  },
  {
    name: 'textures to translate',
    bad: generated({ generator: 'textures' }),
    good: generated({ generator: 'textures' }, {}, 'language_model'),
    code: 'error generator-task data.train.generator',
  },
  {
    name: 'drawings of sources by the character',
    bad: generated({ generator: 'drawings' }),
    good: generated({ generator: 'drawings' }, { src: { level: 'word' } }),
    code: 'error generator-level data.train.generator',
  },
  {
    name: 'a glimpse of a text',
    bad: looking('glimpse', { type: 'recurrent' }),
    good: looking('glimpse'),
    code: 'error glimpse-without-picture model.decoder.attention',
  },
  {
    name: 'the size of a glimpse that nobody has',
    bad: looking({ type: 'general', patch_size: 4 }),
    good: looking({ type: 'glimpse', patch_size: 4 }),
    code: 'error no-effect model.decoder.attention.patch_size',
  },
  {
    name: 'a function of the scores of a glimpse',
    bad: looking({ type: 'glimpse', function: 'sparsemax' }),
    good: looking({ type: 'bahdanau', function: 'sparsemax' }),
    code: 'error no-effect model.decoder.attention.function',
  },
  {
    name: 'the score layer of a glimpse',
    bad: looking({ type: 'glimpse', attention_size: 4 }),
    good: looking({ type: 'bahdanau', attention_size: 4 }),
    code: 'error attention-size-without-effect model.decoder.attention.attention_size',
  },
  {
    name: 'glyphs on too small a picture',
    bad: generated(glyphs, withSize(8, 7)),
    good: generated(glyphs, withSize(8, 8)),
    code: 'error generator-canvas data.train.generator',
  },
  {
    name: 'glyphs on too large a picture',
    bad: generated(glyphs, withSize(17, 8)),
    good: generated(glyphs, withSize(16, 8)),
    code: 'error generator-canvas data.train.generator',
  },
];

describe('the rules of small pictures', () => {
  for (const { name, bad, good, code } of cases) {
    it(`report ${name}`, () => assert.ok(codesOf(bad).includes(code), codesOf(bad).join('\n')));
    it(`do not report the nearest thing to ${name} that works`, () => assert.deepEqual(codesOf(good), []));
  }
});
