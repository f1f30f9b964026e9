import { z } from 'zod';
import { inkGenerators } from './inkGenerators';
import { positiveInt } from './parts';
import { pictureGenerators } from './pictureGenerators';
import { pointGenerators } from './pointGenerators';

const lengthRange = (what: string, min: number, max: number) => ({
  min_length: positiveInt.max(1000).default(min).describe(`Shortest ${what}. Default ${min}.`),
  max_length: positiveInt.max(1000).default(max).describe(`Longest ${what}. Default ${max}.`),
});

const generatorSize = {
  size: positiveInt.max(5_000_000).describe('How many different pairs to make.'),
  seed: z
    .int()
    .min(0)
    .optional()
    .describe("Seed of this split. Default: derived from `random_seed` and the split's name."),
};

const symbolSequence = {
  ...generatorSize,
  symbols: positiveInt
    .min(2)
    .max(1000)
    .default(10)
    .describe('How many different symbols the sequences are made of. Default 10.'),
  ...lengthRange('sequence, in symbols', 1, 10),
};

/** Vectors of random bits, as tokens such as `101101`. */
const bitVectors = {
  ...generatorSize,
  bits: positiveInt.max(10).default(8).describe('Bits of a vector. Default 8.'),
};

/** A split made by a seeded generator with an exact oracle, instead of a file. */
export const generatorSchema = z.discriminatedUnion('generator', [
  z
    .strictObject({
      generator: z.literal('dates').describe('Dates in 20 written formats → ISO 8601, years 1950–2049.'),
      ...generatorSize,
    })
    .describe('Dates in 20 written formats → ISO 8601.'),
  z
    .strictObject({
      generator: z.literal('addition').describe('`12+345` → `357`.'),
      ...generatorSize,
      digits: positiveInt.max(15).default(3).describe('Most digits of each of the two numbers. Default 3.'),
    })
    .describe('Sums of two numbers.'),
  z
    .strictObject({
      generator: z
        .literal('aligned_addition')
        .describe(
          'Sums column by column, least significant first: `3+4 5+9 0+0` → `7 4 1`. Of equal length.',
        ),
      ...generatorSize,
      ...lengthRange('number, in digits', 1, 8),
    })
    .describe('Sums of two numbers, column by column: source and target are of equal length.'),
  z
    .strictObject({
      generator: z
        .literal('parse_trees')
        .describe('Sentences of a toy grammar → parse trees: `anna slept` → `(S (NP NNP ) (VP VBD ) )`.'),
      ...generatorSize,
    })
    .describe('Sentences of a toy grammar → their parse trees.'),
  z
    .strictObject({ generator: z.literal('copy').describe('The source itself.'), ...symbolSequence })
    .describe('Copy the source.'),
  z
    .strictObject({ generator: z.literal('reverse').describe('The source backwards.'), ...symbolSequence })
    .describe('Reverse the source.'),
  z
    .strictObject({
      generator: z.literal('first').describe('The first symbol of the source: how long is it remembered?'),
      ...symbolSequence,
    })
    .describe('Remember the first symbol of the source.'),
  ...pointGenerators(generatorSize),
  ...pictureGenerators(generatorSize),
  ...inkGenerators(generatorSize),
  z
    .strictObject({
      generator: z
        .literal('ntm_copy')
        .describe('Sequences of bit vectors, to be copied (Graves et al. 2014): `101 011` → `101 011`.'),
      ...bitVectors,
      ...lengthRange('sequence, in vectors', 1, 20),
      delimiter: z
        .string()
        .regex(/^\S*[^\s01]\S*$/u, 'must be a word with a character other than 0 and 1')
        .optional()
        .describe('Token behind the sequence. Default: none; the end symbol of the source says the same.'),
    })
    .describe('Copy a sequence of bit vectors.'),
  z
    .strictObject({
      generator: z
        .literal('ntm_repeat_copy')
        .describe(
          'Sequences of bit vectors, to be copied several times (Graves et al. 2014): `101 011 x2` → `101 011 101 011`.',
        ),
      ...bitVectors,
      ...lengthRange('sequence, in vectors', 1, 10),
      min_repeats: positiveInt.max(100).default(1).describe('Fewest copies. Default 1.'),
      max_repeats: positiveInt.max(100).default(10).describe('Most copies. Default 10.'),
    })
    .describe('Copy a sequence of bit vectors several times.'),
  z
    .strictObject({
      generator: z
        .literal('ntm_recall')
        .describe(
          'Items of bit vectors, of which one is asked for: the answer is the item behind it (Graves et al. 2014): `: 10 11 : 00 01 ? 10 11` → `00 01`.',
        ),
      ...bitVectors,
      bits: positiveInt.max(10).default(6).describe('Bits of a vector. Default 6.'),
      item_length: positiveInt.max(3).default(3).describe('Vectors of an item. Default 3.'),
      min_items: positiveInt.min(2).max(50).default(2).describe('Fewest items. Default 2.'),
      max_items: positiveInt.min(2).max(50).default(6).describe('Most items. Default 6.'),
    })
    .describe('Associative recall of items made of bit vectors.'),
]);
