import { remove, set } from '../edits/configChange';
import { imageGrids } from '../imageGrid';
import { pictureFormat } from '../pictureFormat';
import { dataSchema, modelSchema, type Config, type GeneratorConfig } from '../schema';
import { convLayers } from '../schema/imageSchema';
import { pictureNeeds } from '../schema/pictureGenerators';
import { say } from '../message';
import { changedKeys, isChanged } from './changedKeys';
import { error, type Finding, type Rule } from './rule';

const dataDefaults = dataSchema.parse({ train: 'train.tsv', dev: 'dev.tsv' });
const modelDefaults = modelSchema.parse({});

const readsPictures = ({ data }: Config): boolean => data.src.level === 'image';
const hasImageEncoder = ({ model }: Config): boolean => model.encoder.type === 'image';

const pictureKeysWithoutPictures: Rule = (config) => {
  const { src } = config.data;
  if (readsPictures(config)) return undefined;
  return (['image_size', 'channels'] as const)
    .filter((key) => isChanged(src[key], dataDefaults.src[key]))
    .map((key) =>
      error(
        'no-effect',
        ['data', 'src', key],
        say`${key} has no effect with level "${src.level}". Remove it, or set data.src.level to "image".`,
        remove(['data', 'src', key]),
      ),
    );
};

/** What a source of text has, and a picture has not. */
const textKeysWithPictures: Rule = (config) => {
  const { src } = config.data;
  if (!readsPictures(config)) return undefined;
  return (['lowercase', 'voc_limit', 'voc_min_freq', 'max_length', 'reverse'] as const)
    .filter((key) => isChanged(src[key], dataDefaults.src[key]))
    .map((key) =>
      error(
        'no-effect',
        ['data', 'src', key],
        say`${key} has no effect with level "image": a picture has no ${key === 'reverse' || key === 'max_length' ? say`tokens in an order` : say`vocabulary`}. Remove it.`,
        remove(['data', 'src', key]),
      ),
    );
};

const picturesWithoutEnd: Rule = (config) => {
  if (!readsPictures(config) || !config.data.src.eos) return undefined;
  return error(
    'image-with-eos',
    ['data', 'src', 'eos'],
    say`A picture has no end symbol: none of its pixels could stand for one. Remove eos, or set it to false.`,
    remove(['data', 'src', 'eos']),
  );
};

const pictureNeedsEncoder: Rule = (config) => {
  const { level } = config.data.src;
  const { type } = config.model.encoder;
  if (readsPictures(config) === hasImageEncoder(config)) return undefined;
  return error(
    'image-encoder',
    ['model', 'encoder', 'type'],
    readsPictures(config)
      ? say`data.src.level is "image", but an encoder of type "${type}" reads no pictures. Set it to "image".`
      : say`The type "image" reads pictures, but data.src.level is "${level}". Set the type to "recurrent", or the level to "image".`,
    set(['model', 'encoder', 'type'], readsPictures(config) ? 'image' : 'recurrent'),
  );
};

const pictureTask: Rule = (config) => {
  const { task, data } = config;
  if (!readsPictures(config)) return undefined;
  if (task !== 'translation')
    return error(
      'image-task',
      ['task'],
      say`Task "${task}" has ${task === 'aligned' ? say`one target token for each source token, and a picture has none` : say`no source`}, but data.src.level is "image". Set task to "translation".`,
      set(['task'], 'translation'),
    );
  if (data.trg.level !== 'pointer') return undefined;
  return error(
    'image-pointer',
    ['data', 'trg', 'level'],
    say`Level "pointer" points at tokens of the source, and a picture has none. Set it to "word" or "char".`,
    set(['data', 'trg', 'level'], 'word'),
    set(['data', 'trg', 'level'], 'char'),
  );
};

/** Keys of the encoder that convolutional layers have; the others describe recurrent ones. */
const imageEncoderKeys: ReadonlySet<string> = new Set([
  'type',
  'conv',
  'projection',
  'pooling',
  'pooling_size',
  'dropout',
  'variational_dropout',
]);

const recurrentKeysWithPictures: Rule = (config) => {
  if (!hasImageEncoder(config)) return undefined;
  return changedKeys(config.model.encoder, modelDefaults.encoder)
    .filter((key) => !imageEncoderKeys.has(key))
    .map((key) =>
      error(
        'no-effect',
        ['model', 'encoder', key],
        say`${key} has no effect with encoder type "image", which has convolutional layers (conv) and no ${key === 'embeddings' ? say`tokens` : say`recurrent ones`}. Remove it.`,
        remove(['model', 'encoder', key]),
      ),
    );
};

const convWithoutPictures: Rule = (config) => {
  const { conv, type } = config.model.encoder;
  if (conv === undefined || hasImageEncoder(config)) return undefined;
  return error(
    'conv-without-type',
    ['model', 'encoder', 'conv'],
    say`conv describes an encoder of pictures, but the encoder's type is "${type}". Set model.encoder.type to "image", or remove conv.`,
    remove(['model', 'encoder', 'conv']),
    set(['model', 'encoder', 'type'], 'image'),
  );
};

const nothingLeft: Rule = (config) => {
  if (!hasImageEncoder(config) || !readsPictures(config)) return undefined;
  const { height, width } = pictureFormat(config.data.src);
  const grids = imageGrids(convLayers(config.model.encoder), { height, width });
  const layer = grids.findIndex(({ rows, columns }) => rows * columns === 0);
  if (layer === -1) return undefined;
  const { rows, columns } = grids[layer - 1] ?? { rows: height, columns: width };
  return error(
    'image-too-small',
    ['model', 'encoder', 'conv', layer, 'pool_size'],
    say`Nothing is left of a picture of ${height} × ${width} pixels: layer ${layer + 1} reads ${rows} × ${columns} places and pools more than that. Lower pool_size or stride, or take layers away.`,
    set(['model', 'encoder', 'conv', layer, 'pool_size'], 1),
    remove(['model', 'encoder', 'conv', layer]),
  );
};

/** What goes by states, positions in an order or tokens of a source. */
const decoderWithPictures: Rule = (config) => {
  const { decoder } = config.model;
  if (!hasImageEncoder(config)) return undefined;
  const found: Finding[] = [];
  if (decoder.init_hidden === 'last')
    found.push(
      error(
        'image-init-hidden',
        ['model', 'decoder', 'init_hidden'],
        say`init_hidden "last" takes over the last state of recurrent layers, and encoder type "image" has none. Set it to "bridge", which makes the first state of the mean of the regions.`,
        set(['model', 'decoder', 'init_hidden'], 'bridge'),
      ),
    );
  if (decoder.attention.window !== undefined)
    found.push(
      error(
        'image-window',
        ['model', 'decoder', 'attention', 'window'],
        say`A window moves along a sequence, and the regions of a picture are a grid. Remove it.`,
        remove(['model', 'decoder', 'attention', 'window']),
      ),
    );
  if (decoder.copy_attn)
    found.push(
      error(
        'image-copy',
        ['model', 'decoder', 'copy_attn'],
        say`copy_attn copies tokens of the source, and a picture has none. Set it to false.`,
        set(['model', 'decoder', 'copy_attn'], false),
      ),
    );
  return found;
};

const replacementFromPictures: Rule = (config) => {
  if (!readsPictures(config) || !config.testing.replace_unk) return undefined;
  return error(
    'image-replace-unk',
    ['testing', 'replace_unk'],
    say`replace_unk puts tokens of the source in place of unknown ones, and a picture has none. Set it to false.`,
    set(['testing', 'replace_unk'], false),
  );
};

const generatorNeedsPictures: Rule = (config) => {
  const { src, trg } = config.data;
  return (['train', 'dev', 'test'] as const).flatMap((split) => {
    const source: string | GeneratorConfig | undefined = config.data[split];
    if (source === undefined || typeof source === 'string') return [];
    const needs = pictureNeeds(source.generator);
    if (needs === undefined) return [];
    const { smallest, largest = Infinity, channels } = needs;
    const path = ['data', split, 'generator'];
    const name = say`The generator "${source.generator}"`;
    if (src.level !== 'image')
      return error(
        'generator-level',
        path,
        say`${name} makes pictures, but data.src.level is "${src.level}". Set it to "image".`,
        set(['data', 'src', 'level'], 'image'),
        [set(['data', 'src', 'level'], 'image'), set(['model', 'encoder', 'type'], 'image')],
      );
    if (trg.level === 'pointer' || trg.level === 'smiles')
      return error(
        'generator-level',
        path,
        say`${name} makes sentences. Set data.trg.level to "word" or "char".`,
        set(['data', 'trg', 'level'], 'word'),
        set(['data', 'trg', 'level'], 'char'),
      );
    if (channels !== undefined && src.channels !== channels)
      return error(
        'generator-colors',
        path,
        say`${name} makes coloured pictures. Set data.src.channels to ${channels}.`,
        set(['data', 'src', 'channels'], channels),
      );
    if (Math.min(...src.image_size) < smallest)
      return error(
        'generator-canvas',
        path,
        say`${name} needs room for what it draws. Set both of data.src.image_size to at least ${smallest}.`,
        set(
          ['data', 'src', 'image_size'],
          src.image_size.map((pixels) => Math.max(pixels, smallest)),
        ),
      );
    if (Math.max(...src.image_size) <= largest) return [];
    return error(
      'generator-canvas',
      path,
      say`${name} makes small pictures. Set both of data.src.image_size to at most ${largest}.`,
      set(
        ['data', 'src', 'image_size'],
        src.image_size.map((pixels) => Math.min(pixels, largest)),
      ),
    );
  });
};

export const imageRules: readonly Rule[] = [
  pictureKeysWithoutPictures,
  textKeysWithPictures,
  picturesWithoutEnd,
  pictureNeedsEncoder,
  pictureTask,
  recurrentKeysWithPictures,
  convWithoutPictures,
  nothingLeft,
  decoderWithPictures,
  replacementFromPictures,
  generatorNeedsPictures,
];
