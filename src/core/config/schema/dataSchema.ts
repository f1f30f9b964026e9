import { z } from 'zod';
import { generatorSchema } from './generatorSchema';
import { choice, positiveInt } from './parts';

const split = (what: string, byDefault = '') =>
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
      `${what}: a .tsv file relative to this file (source TAB target, UTF-8, one pair a line) or a generator such as \`{"generator": "copy", "size": 1000}\`. For task "language_model": a plain text, which is cut into pieces of trg.max_length tokens that each start anew, or a .tsv file with an empty first column and one text a line.${byDefault}`,
    );

const textLevels = {
  char: 'Unicode characters (code points)',
  word: 'What stands between white space',
  bpe: 'Frequent pieces of words: byte pair encoding, learned from the training split',
  smiles: 'Atoms, bonds, rings and branches of molecules written as SMILES',
};
const textLevelsInWords =
  '"char" (Unicode characters, after composing accents: NFC), "word" (split at white space), "bpe" (pieces of words by byte pair encoding, as subword-nmt makes them; Sennrich et al. 2016), "smiles" (tokens of molecules; Schwaller et al. 2018)';

const textSide = {
  bpe_merges: positiveInt
    .max(200_000)
    .optional()
    .describe(
      'With level "bpe": how many merges are learned from the training split (with share_vocab from both sides together); fewer where no pair of pieces occurs twice. Default 1000.',
    ),
  codes_file: z
    .string()
    .min(1)
    .optional()
    .describe(
      'With level "bpe": a merges file of subword-nmt (learn-bpe, version 0.2), relative to this file, instead of learning. Default: none, merges are learned.',
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

const pixels = positiveInt.max(1024);

/** Whether a side is made of tokens that a vocabulary counts. */
function isText(level: string): boolean {
  return level !== 'vector' && level !== 'pointer' && level !== 'image';
}

export const specialSymbolsSchema = z
  .strictObject({
    unk_token: z.string().min(1).default('<unk>').describe('Unknown token. Default "<unk>".'),
    pad_token: z.string().min(1).default('<pad>').describe('Padding. Default "<pad>".'),
    bos_token: z.string().min(1).default('<s>').describe('Begin of sequence. Default "<s>".'),
    eos_token: z.string().min(1).default('</s>').describe('End of sequence. Default "</s>".'),
  })
  .describe(
    'Spelling of the special symbols. pad_token, bos_token and eos_token may be one symbol for all edges of a sequence, and unk_token too.',
  );

export const dataSchema = z
  .strictObject({
    train: split('Training pairs'),
    dev: split('Pairs for validation while training'),
    test: split('Held-out pairs for `evaluate`', ' Default: none.').optional(),
    share_vocab: z
      .boolean()
      .default(false)
      .describe('One vocabulary for source and target (needs the same level). Default false.'),
    src: z
      .strictObject({
        level: choice({
          ...textLevels,
          vector: 'Vectors of numbers: commas within, white space between',
          image: 'Pictures: PNG files',
        })
          .default('char')
          .describe(
            `Unit of the source: ${textLevelsInWords}, "vector" (numbers such as points: \`0.12,0.93 0.5,0.4\`) or "image" (a picture: the path of a PNG file, relative to the .tsv file, or a \`data:image/png;base64,…\` URI). Default "char".`,
          ),
        image_size: z
          .tuple([pixels, pixels])
          .default([32, 32])
          .describe(
            'Height and width of the pictures in pixels, with level "image". Every picture must have this size: none is scaled. Default [32, 32].',
          ),
        channels: z
          .literal([1, 3])
          .meta({ enumDescriptions: ['Brightness.', 'Red, green and blue.'] })
          .default(3)
          .describe(
            'Numbers of each pixel, with level "image": 3 (red, green, blue) or 1 (brightness). What is transparent becomes white. Default 3.',
          ),
        vector_size: positiveInt
          .max(4096)
          .default(2)
          .describe('Numbers of each vector, with level "vector". Default 2.'),
        ...textSide,
        reverse: z
          .boolean()
          .default(false)
          .describe('Feed the source backwards (Sutskever et al. 2014). Only the source. Default false.'),
        eos: z
          .boolean()
          .optional()
          .describe(
            'End the source with eos_token. Default true; false with levels "vector" and "image", which have none.',
          ),
      })
      .transform(({ eos, ...src }) => ({ ...src, eos: eos ?? isText(src.level) }))
      .prefault({})
      .describe('Source text.'),
    trg: z
      .strictObject({
        level: choice({ ...textLevels, pointer: 'Positions of the source, from 1: a pointer network' })
          .default('char')
          .describe(
            `Unit of the target: ${textLevelsInWords} or "pointer" (positions of the source, counted from 1: \`1 4 3 1\`; the decoder is then a pointer network, Vinyals et al. 2015). Default "char".`,
          ),
        ...textSide,
      })
      .prefault({})
      .describe('Target text.'),
    special_symbols: specialSymbolsSchema.prefault({}),
  })
  .describe('Where the pairs come from and how text becomes tokens.');
