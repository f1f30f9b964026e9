import { z } from 'zod';
import { generatorSchema } from './generatorSchema';
import { choice, positiveInt } from './parts';

const split = (what: string) =>
  z
    .union([z.string().min(1), generatorSchema])
    .meta({
      defaultSnippets: [
        { label: 'file', description: 'Source TAB target, one pair a line', body: '${1:pairs}.tsv' },
        { label: 'dates', description: 'Dates → ISO 8601', body: { generator: 'dates', size: '^${1:1000}' } },
        {
          label: 'addition',
          description: '12+345 → 357',
          body: { generator: 'addition', size: '^${1:1000}' },
        },
        { label: 'copy', description: 'The source itself', body: { generator: 'copy', size: '^${1:1000}' } },
        {
          label: 'reverse',
          description: 'The source backwards',
          body: { generator: 'reverse', size: '^${1:1000}' },
        },
      ],
    })
    .describe(
      `${what}: a .tsv file relative to this file (source TAB target, UTF-8, one pair a line) or a generator such as \`{"generator": "copy", "size": 1000}\`.`,
    );

const textSide = {
  level: choice({ char: 'Unicode characters (code points)', word: 'What stands between white space' })
    .default('char')
    .describe(
      'Unit of text: "char" (Unicode characters, after composing accents: NFC) or "word" (split at white space). Default "char".',
    ),
  lowercase: z.boolean().default(false).describe('Lower-case the text first. Default false.'),
  voc_limit: positiveInt
    .optional()
    .describe('Keep only the most frequent tokens; the rest become unk_token. Default: keep all.'),
  voc_min_freq: positiveInt
    .default(1)
    .describe('Tokens seen less often in the training split become unk_token. Default 1.'),
  max_length: positiveInt
    .max(10_000)
    .default(100)
    .describe('Longest sequence in tokens. Longer training pairs are left out (and counted). Default 100.'),
};

export const specialSymbolsSchema = z
  .strictObject({
    unk_token: z.string().min(1).default('<unk>').describe('Unknown token. Default "<unk>".'),
    pad_token: z.string().min(1).default('<pad>').describe('Padding. Default "<pad>".'),
    bos_token: z.string().min(1).default('<s>').describe('Begin of sequence. Default "<s>".'),
    eos_token: z.string().min(1).default('</s>').describe('End of sequence. Default "</s>".'),
  })
  .describe('Spelling of the special symbols.');

export const dataSchema = z
  .strictObject({
    train: split('Training pairs'),
    dev: split('Pairs for validation while training'),
    test: split('Held-out pairs for `evaluate`').optional(),
    share_vocab: z
      .boolean()
      .default(false)
      .describe('One vocabulary for source and target (needs the same level). Default false.'),
    src: z
      .strictObject({
        ...textSide,
        reverse: z
          .boolean()
          .default(false)
          .describe('Feed the source backwards (Sutskever et al. 2014). Only the source. Default false.'),
        eos: z.boolean().default(true).describe('End the source with eos_token. Default true.'),
      })
      .prefault({})
      .describe('Source text.'),
    trg: z.strictObject(textSide).prefault({}).describe('Target text.'),
    special_symbols: specialSymbolsSchema.prefault({}),
  })
  .describe('Where the pairs come from and how text becomes tokens.');
