import { remove, set } from '../edits/configChange';
import { modelSchema, type Config } from '../schema';
import { inkLevels } from '../schema/inkGenerators';
import { say } from '../message';
import { changedKeys } from './changedKeys';
import { error, type Finding, type Rule } from './rule';
import { withoutSampling } from './scheduledSamplingRules';

const decoderPath = ['model', 'decoder'] as const;
const defaults = modelSchema.parse({});

/** What a decoder that draws reads of its config. */
const drawKeys: ReadonlySet<string> = new Set([
  'type',
  'draw',
  'rnn_type',
  'gru_reset',
  'hidden_size',
  'num_layers',
  'residual',
  'layer_norm',
  'init_hidden',
  'bridge_activation',
  'bridge_layers',
  'attention',
]);
/** What a decoder with `row_length` reads of its config. */
const spatialKeys: ReadonlySet<string> = new Set([
  'type',
  'row_length',
  'rnn_type',
  'hidden_size',
  'num_layers',
  'dropout',
  'hidden_dropout',
  'embeddings',
]);

function unreadKeys(decoder: Config['model']['decoder'], known: ReadonlySet<string>): string[] {
  return changedKeys(decoder, defaults.decoder).filter((key) => !known.has(key));
}

const canvasWithoutDrawing: Rule = ({ model: { decoder } }) => {
  if (decoder.draw === undefined || decoder.type === 'draw') return undefined;
  return error(
    'draw-without-type',
    [...decoderPath, 'draw'],
    say`draw describes the canvas of a decoder that draws, but the decoder's type is "${decoder.type}". Set model.decoder.type to "draw", or remove draw.`,
    remove([...decoderPath, 'draw']),
    set([...decoderPath, 'type'], 'draw'),
  );
};

const drawingElsewhere: Rule = (config) => {
  const { task, data, model } = config;
  if (model.decoder.type !== 'draw') return undefined;
  const found: Finding[] = [];
  const refuse = (...finding: Parameters<typeof error>) => found.push(error(...finding));
  if (task !== 'translation')
    refuse(
      'draw-task',
      [...decoderPath, 'type'],
      `The type "draw" makes the picture that a source describes, for task "translation". With task "${task}" set it to "recurrent".`,
      set([...decoderPath, 'type'], 'recurrent'),
      set(['task'], 'translation'),
    );
  if (model.encoder.type === 'ntm')
    refuse(
      'draw-with-ntm',
      [...decoderPath, 'type'],
      'The type "draw" needs an encoder beside it, but with encoder type "ntm" one machine reads and writes. Set model.encoder.type to "recurrent".',
      set(['model', 'encoder', 'type'], 'recurrent'),
      set([...decoderPath, 'type'], 'recurrent'),
    );
  if (data.trg.level !== 'char' && data.trg.level !== 'word')
    refuse(
      'draw-level',
      ['data', 'trg', 'level'],
      `Decoder type "draw" writes pixels, one token each, but data.trg.level is "${data.trg.level}". Set it to "char".`,
      set(['data', 'trg', 'level'], 'char'),
    );
  for (const key of ['tied_embeddings', 'tied_softmax'] as const)
    if (model[key])
      refuse(
        'no-effect',
        ['model', key],
        `${key} shares embeddings of the target, but decoder type "draw" has none: its outputs are a canvas. Set it to false.`,
        set(['model', key], false),
      );
  if (config.training.label_smoothing > 0)
    refuse(
      'draw-with-smoothing',
      ['training', 'label_smoothing'],
      'label_smoothing would share probability out to symbols that decoder type "draw" never writes. Remove it.',
      remove(['training', 'label_smoothing']),
    );
  if (config.training.scheduled_sampling_type !== undefined)
    refuse(
      'scheduled-sampling-without-input',
      ['training', 'scheduled_sampling_type'],
      'scheduled_sampling_type has no effect with decoder type "draw", which reads nothing of what it has written. Remove it.',
      withoutSampling,
    );
  if (model.decoder.attention.window !== undefined)
    refuse(
      'draw-with-window',
      [...decoderPath, 'attention', 'window'],
      'A window is for targets that run along the source, and decoder type "draw" does not write in steps of the target. Remove it.',
      remove([...decoderPath, 'attention', 'window']),
    );
  return found;
};

const uselessWhileDrawing: Rule = ({ model: { decoder } }) => {
  if (decoder.type !== 'draw') return undefined;
  return unreadKeys(decoder, drawKeys).map((key) =>
    error(
      'no-effect',
      [...decoderPath, key],
      say`${key} has no effect with decoder type "draw": it draws the whole picture, reading the source alone, and then hands out the pixels. Remove it, or set the type to "recurrent".`,
      remove([...decoderPath, key]),
      set([...decoderPath, 'type'], 'recurrent'),
    ),
  );
};

const rowsElsewhere: Rule = ({ task, model }) => {
  const { decoder } = model;
  if (decoder.row_length === undefined) return undefined;
  const found: Finding[] = [];
  if (task !== 'language_model')
    found.push(
      error(
        'row-length-task',
        [...decoderPath, 'row_length'],
        say`row_length is for a language model over pixels, but the task is "${task}". Set task to "language_model", or remove it.`,
        remove([...decoderPath, 'row_length']),
        set(['task'], 'language_model'),
      ),
    );
  if (decoder.rnn_type !== 'lstm')
    found.push(
      error(
        'row-length-cell',
        [...decoderPath, 'rnn_type'],
        say`With row_length the layers are spatial LSTMs, but rnn_type is "${decoder.rnn_type}". Set it to "lstm", or remove row_length.`,
        set([...decoderPath, 'rnn_type'], 'lstm'),
        remove([...decoderPath, 'row_length']),
      ),
    );
  if (model.init_rnn_orthogonal)
    found.push(
      error(
        'no-effect',
        ['model', 'init_rnn_orthogonal'],
        say`init_rnn_orthogonal has no effect with row_length: the recurrent weights of a spatial LSTM are not square. Remove it.`,
        remove(['model', 'init_rnn_orthogonal']),
      ),
    );
  return found;
};

const uselessWithRows: Rule = ({ task, model: { decoder } }) => {
  // With another task there is no such decoder at all.
  if (decoder.row_length === undefined || task !== 'language_model') return undefined;
  return unreadKeys(decoder, spatialKeys).map((key) =>
    error(
      'no-effect',
      [...decoderPath, key],
      say`${key} has no effect with row_length: spatial LSTMs begin from zero, and have nothing of the kind. Remove it, or row_length.`,
      remove([...decoderPath, key]),
      remove([...decoderPath, 'row_length']),
    ),
  );
};

const generatedPictures: Rule = ({ task, data }) =>
  (['train', 'dev', 'test'] as const).flatMap((split) => {
    const source = data[split];
    if (source === undefined || typeof source === 'string') return [];
    const path = ['data', split, 'generator'];
    const wanted = inkLevels(source.generator);
    if (wanted === undefined) return [];
    if (source.generator === 'textures' && task !== 'language_model')
      return error(
        'generator-task',
        path,
        say`"textures" makes pictures without a source, for a language model over their pixels, but the task is "${task}". Set task to "language_model".`,
        set(['task'], 'language_model'),
      );
    const { src, trg } = wanted;
    if ((src === undefined || data.src.level === src) && data.trg.level === trg) return [];
    const need = src === undefined ? '' : say`data.src.level "${src}" and `;
    return error(
      'generator-level',
      path,
      say`The generator "${source.generator}" needs ${need}data.trg.level "${trg}". Change the levels.`,
      [
        ...(src === undefined ? [] : [set(['data', 'src', 'level'], src)]),
        set(['data', 'trg', 'level'], trg),
      ],
    );
  });

export const pictureTextRules: readonly Rule[] = [
  canvasWithoutDrawing,
  drawingElsewhere,
  uselessWhileDrawing,
  rowsElsewhere,
  uselessWithRows,
  generatedPictures,
];
