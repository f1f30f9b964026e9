import { z } from 'zod';
import { positiveInt } from './parts';

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
    .strictObject({ generator: z.literal('copy').describe('The source itself.'), ...symbolSequence })
    .describe('Copy the source.'),
  z
    .strictObject({ generator: z.literal('reverse').describe('The source backwards.'), ...symbolSequence })
    .describe('Reverse the source.'),
]);
