import type { ConfigPath } from '../configDocument';
import { remove, set, type ConfigChange } from '../edits/configChange';
import { languageOf } from '../../data/generators/languageOf';
import { languageSize } from '../../data/generators/pairLanguage';
import type { Config, GeneratorConfig } from '../schema';
import { inkLevels } from '../schema/inkGenerators';
import { makesPictures } from '../schema/pictureGenerators';
import { generatedVectorSize } from '../schema/pointGenerators';
import { say, type Message } from '../message';
import { error, warning } from './rule';
import type { Rule } from './rule';
import { specialSymbolRules } from './specialSymbolRules';

const sides = ['src', 'trg'] as const;
const splitNames = ['train', 'dev', 'test'] as const;

function generators({ data }: Config): { split: (typeof splitNames)[number]; generator: GeneratorConfig }[] {
  return splitNames.flatMap((split) => {
    const source = data[split];
    return source === undefined || typeof source === 'string' ? [] : [{ split, generator: source }];
  });
}

const sharedVocabularyAlike: Rule = ({ data: { share_vocab, src, trg } }) => {
  if (!share_vocab) return undefined;
  return (['level', 'lowercase', 'voc_limit', 'voc_min_freq', 'bpe_merges', 'codes_file'] as const)
    .filter((key) => src[key] !== trg[key])
    .map((key) =>
      error(
        'shared-vocabulary-differs',
        ['data', 'trg', key],
        say`share_vocab is one vocabulary for both sides, but ${key} is ${inWords(src[key])} in src and ${inWords(trg[key])} in trg. Give both the same value, or set share_vocab to false.`,
        toValue(['data', 'trg', key], src[key]),
        toValue(['data', 'src', key], trg[key]),
        set(['data', 'share_vocab'], false),
      ),
    );
};

function toValue(path: ConfigPath, value: string | number | boolean | undefined): ConfigChange {
  return value === undefined ? remove(path) : set(path, value);
}

function inWords(value: string | number | boolean | undefined): Message {
  return value === undefined ? say`not set` : say`${JSON.stringify(value)}`;
}

const ranges = [
  ['min_length', 'max_length'],
  ['min_repeats', 'max_repeats'],
  ['min_items', 'max_items'],
] as const;

/** The ranges of a generator whose end lies before their beginning. */
function reversedRanges(generator: GeneratorConfig) {
  const values: Readonly<Record<string, unknown>> = generator;
  return ranges.flatMap(([min, max]) => {
    const [from, to] = [values[min], values[max]];
    return typeof from === 'number' && typeof to === 'number' && from > to ? [{ min, from, max, to }] : [];
  });
}

const lengthsReversed: Rule = (config) =>
  generators(config).flatMap(({ split, generator }) =>
    reversedRanges(generator).map(({ min, from, max, to }) =>
      error(
        'lengths-reversed',
        ['data', split, min],
        say`${min} ${from} is larger than ${max} ${to}. Swap them.`,
        [set(['data', split, min], to), set(['data', split, max], from)],
      ),
    ),
  );

const generatorNeedsCharacters: Rule = (config) => {
  const { src, trg } = config.data;
  return generators(config).flatMap(({ split, generator }) => {
    // Those have a rule of their own.
    const { generator: name } = generator;
    if (generatedVectorSize(name) !== undefined || makesPictures(name) || inkLevels(name) !== undefined)
      return [];
    const symbolic = 'symbols' in generator;
    const isWords =
      'bits' in generator ||
      generator.generator === 'aligned_addition' ||
      generator.generator === 'parse_trees';
    const level = isWords ? 'word' : 'char';
    if (symbolic ? src.level === trg.level : src.level === level && trg.level === level) return [];
    const need = symbolic ? say`the same level on both sides` : say`level "${level}" on both sides`;
    return error(
      'generator-level',
      ['data', split, 'generator'],
      say`The generator "${generator.generator}" needs ${need}, but data.src.level is "${src.level}" and data.trg.level is "${trg.level}". Change the levels.`,
      ...(symbolic
        ? [set(['data', 'trg', 'level'], src.level), set(['data', 'src', 'level'], trg.level)]
        : [
            sides
              .filter((side) => config.data[side].level !== level)
              .map((side) => set(['data', side, 'level'], level)),
          ]),
    );
  });
};

const generatorSize: Rule = (config) =>
  generators(config).flatMap(({ split, generator }) => {
    const available = languageSize(languageOf(generator, config.data));
    if (generator.size <= available || reversedRanges(generator).length > 0) {
      return [];
    }
    return error(
      'generator-size',
      ['data', split, 'size'],
      say`size is ${generator.size}, but the generator "${generator.generator}" has only ${available} different pairs with these settings. Set size to at most ${available}.`,
      set(['data', split, 'size'], available),
    );
  });

/** One finding a side, for the split with the longest sequences: raising max_length for it serves the others. */
const generatorOverMaxLength: Rule = (config) => {
  const { data } = config;
  return sides.flatMap((side) => {
    const { max_length } = data[side];
    const [longest] = generators(config)
      .map(({ split, generator }) => {
        const { longestSource, longestTarget } = languageOf(generator, data);
        return { split, tokens: side === 'src' ? longestSource : longestTarget };
      })
      .sort((a, b) => b.tokens - a.tokens);
    if (longest === undefined || longest.tokens <= max_length) return [];
    return warning(
      'generator-over-max-length',
      ['data', side, 'max_length'],
      say`The generator of data.${longest.split} makes sequences of up to ${longest.tokens} tokens, and data.${side}.max_length ${max_length} leaves the longer ones out. Raise it to ${longest.tokens}.`,
      set(['data', side, 'max_length'], longest.tokens),
    );
  });
};

export const dataRules: readonly Rule[] = [
  sharedVocabularyAlike,
  ...specialSymbolRules,
  lengthsReversed,
  generatorNeedsCharacters,
  generatorSize,
  generatorOverMaxLength,
];
