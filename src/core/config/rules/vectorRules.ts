import { remove, set } from '../edits/configChange';
import { dataSchema, modelSchema } from '../schema';
import type { Config } from '../schema';
import { generatedVectorSize } from '../schema/pointGenerators';
import { say, type Message } from '../message';
import { changedKeys, isChanged } from './changedKeys';
import { error, type Finding, type Rule } from './rule';

const dataDefaults = dataSchema.parse({ train: 'train.tsv', dev: 'dev.tsv' });
const modelDefaults = modelSchema.parse({});

const hasVectors = ({ data }: Config): boolean => data.src.level === 'vector';
const isPointer = ({ data }: Config): boolean => data.trg.level === 'pointer';

const vectorSizeWithoutVectors: Rule = (config) => {
  const { level, vector_size } = config.data.src;
  if (hasVectors(config) || vector_size === dataDefaults.src.vector_size) return undefined;
  return error(
    'no-effect',
    ['data', 'src', 'vector_size'],
    say`vector_size has no effect with level "${level}". Remove it, or set data.src.level to "vector".`,
    remove(['data', 'src', 'vector_size']),
  );
};

/** Vectors and positions have no spelling that counts, and no vocabulary. */
const vocabularyKeysWithoutVocabulary: Rule = (config) => {
  const { data } = config;
  return (['src', 'trg'] as const)
    .filter((side) => (side === 'src' ? hasVectors(config) : isPointer(config)))
    .flatMap((side) =>
      (['lowercase', 'voc_limit', 'voc_min_freq'] as const)
        .filter((key) => isChanged(data[side][key], dataDefaults[side][key]))
        .map((key) =>
          error(
            'no-effect',
            ['data', side, key],
            say`${key} has no effect with level "${data[side].level}", which has no vocabulary. Remove it.`,
            remove(['data', side, key]),
          ),
        ),
    );
};

const vectorsWithoutEnd: Rule = (config) => {
  if (!hasVectors(config) || !config.data.src.eos) return undefined;
  return error(
    'vectors-with-eos',
    ['data', 'src', 'eos'],
    say`A source of vectors has no end symbol: none of its vectors could stand for one. Remove eos, or set it to false.`,
    remove(['data', 'src', 'eos']),
  );
};

/** Positions are counted in reading order, and every one of them is a token of the source. */
const pointerNeedsPlainSource: Rule = (config) => {
  if (!isPointer(config)) return undefined;
  const found: Finding[] = [];
  const { src } = config.data;
  if (src.reverse)
    found.push(
      error(
        'pointer-with-reverse',
        ['data', 'src', 'reverse'],
        say`Targets of level "pointer" count the source from its beginning, so it can’t be fed backwards. Set reverse to false.`,
        set(['data', 'src', 'reverse'], false),
      ),
    );
  if (src.eos && !hasVectors(config))
    found.push(
      error(
        'pointer-with-eos',
        ['data', 'src', 'eos'],
        say`With targets of level "pointer" the end symbol of the source would be one more position to point at. Set data.src.eos to false.`,
        set(['data', 'src', 'eos'], false),
      ),
    );
  return found;
};

const pointerNeedsTranslation: Rule = (config) => {
  if (
    config.task === 'translation' ||
    !(isPointer(config) || (hasVectors(config) && config.task !== 'aligned'))
  )
    return undefined;
  return error(
    'vectors-task',
    ['task'],
    say`Task "${config.task}" has no ${isPointer(config) ? say`decoder that could point at a source` : say`source`}, but data.${isPointer(config) ? say`trg.level is "pointer"` : say`src.level is "vector"`}. Set task to "translation", or change the level.`,
    set(['task'], 'translation'),
  );
};

const pointerNeedsRecurrence: Rule = (config) => {
  const { type } = config.model.encoder;
  if (!isPointer(config) || type === 'recurrent') return undefined;
  return error(
    'pointer-encoder',
    ['model', 'encoder', 'type'],
    say`Targets of level "pointer" point at the outputs of a recurrent encoder, but its type is "${type}". Set it to "recurrent", or data.trg.level to "word".`,
    set(['model', 'encoder', 'type'], 'recurrent'),
    set(['data', 'trg', 'level'], 'word'),
  );
};

/** Keys of the decoder that a pointer network has; the others have nothing to act on. */
const pointerDecoderKeys: readonly string[] = [
  'type',
  'rnn_type',
  'gru_reset',
  'hidden_size',
  'num_layers',
  'residual',
  'layer_norm',
  'init_hidden',
  'bridge_activation',
  'bridge_layers',
  'dropout',
  'recurrent_dropout',
  'variational_dropout',
  'hidden_dropout',
  'embeddings',
];
const reasons: Readonly<Record<string, Message>> = {
  attention: say`pointing is its attention`,
  condition: say`nothing of the source enters its steps but the position chosen last`,
  input_feeding: say`there is no attentional vector to feed`,
  output: say`its output is the positions`,
  previous_output: say`it reads the position chosen last`,
};

const pointerDecoderWithout: Rule = (config) => {
  if (!isPointer(config)) return undefined;
  return changedKeys(config.model.decoder, modelDefaults.decoder)
    .filter((key) => !pointerDecoderKeys.includes(key))
    .map((key) => {
      const reason = reasons[key];
      return error(
        'no-effect',
        ['model', 'decoder', key],
        say`${key} has no effect with targets of level "pointer": the decoder is a pointer network${reason === undefined ? '' : say`, and ${reason}`}. Remove it, or set data.trg.level to "word".`,
        remove(['model', 'decoder', key]),
        set(['data', 'trg', 'level'], 'word'),
      );
    });
};

const pointerWithoutTiedSoftmax: Rule = (config) => {
  if (!isPointer(config) || !config.model.tied_softmax) return undefined;
  return error(
    'no-effect',
    ['model', 'tied_softmax'],
    say`tied_softmax has no effect with targets of level "pointer": the output layer scores positions, not a vocabulary. Set it to false.`,
    set(['model', 'tied_softmax'], false),
  );
};

/** Vectors go through a linear layer as wide as embedding_dim: nothing else of embeddings is there. */
const vectorsWithoutEmbeddings: Rule = (config) => {
  if (!hasVectors(config)) return undefined;
  const sides = isPointer(config) ? (['encoder', 'decoder'] as const) : (['encoder'] as const);
  const found = sides.flatMap((side) =>
    changedKeys(config.model[side].embeddings, modelDefaults[side].embeddings)
      .filter((key) => key !== 'embedding_dim')
      .map((key) =>
        error(
          'no-effect',
          ['model', side, 'embeddings', key],
          say`${key} has no effect with a source of vectors: a linear layer of width embedding_dim reads them, and there is no table. Remove it.`,
          remove(['model', side, 'embeddings', key]),
        ),
      ),
  );
  if (isPointer(config) && isChanged(config.model.embed_initializer, modelDefaults.embed_initializer))
    found.push(
      error(
        'no-effect',
        ['model', 'embed_initializer'],
        say`embed_initializer has no effect: vectors and positions have no embeddings. Remove it; initializer is for the layers that read them.`,
        remove(['model', 'embed_initializer']),
      ),
    );
  return found;
};

/** Points and numbers come as vectors; their answers are positions, as pointers or as words. */
const generatorNeedsVectors: Rule = (config) => {
  const { src, trg } = config.data;
  return (['train', 'dev', 'test'] as const).flatMap((split) => {
    const source = config.data[split];
    if (source === undefined || typeof source === 'string') return [];
    const size = generatedVectorSize(source.generator);
    if (size === undefined) return [];
    if (
      src.level === 'vector' &&
      src.vector_size === size &&
      (trg.level === 'pointer' || trg.level === 'word')
    )
      return [];
    return error(
      'generator-level',
      ['data', split, 'generator'],
      say`The generator "${source.generator}" makes vectors of ${size === 1 ? say`1 number` : say`${size} numbers`} and positions. Set data.src.level to "vector" with vector_size ${size}, and data.trg.level to "pointer" (or "word", to see how a fixed vocabulary does).`,
      ...(['pointer', 'word'] as const).map((level) => [
        set(['data', 'src', 'level'], 'vector'),
        set(['data', 'src', 'vector_size'], size),
        set(['data', 'trg', 'level'], level),
      ]),
    );
  });
};

export const vectorRules: readonly Rule[] = [
  vectorSizeWithoutVectors,
  vocabularyKeysWithoutVocabulary,
  vectorsWithoutEnd,
  pointerNeedsPlainSource,
  pointerNeedsTranslation,
  pointerNeedsRecurrence,
  pointerDecoderWithout,
  pointerWithoutTiedSoftmax,
  vectorsWithoutEmbeddings,
  generatorNeedsVectors,
];
