import { z } from 'zod';
import type { SerializedCodecs } from '../core/text/textCodec';

const specialTokens = {
  unkToken: z.string(),
  padToken: z.string(),
  bosToken: z.string(),
  eosToken: z.string(),
};

const textCodecSchema = z.discriminatedUnion('level', [
  z.object({
    level: z.enum(['char', 'word', 'smiles']),
    lowercase: z.boolean(),
    ...specialTokens,
    vocabulary: z.array(z.string()).min(1),
  }),
  z.object({
    level: z.literal('bpe'),
    lowercase: z.boolean(),
    ...specialTokens,
    merges: z.array(z.tuple([z.string(), z.string()])),
    vocabulary: z.array(z.string()).min(1),
  }),
  z.object({ level: z.literal('vector'), vectorSize: z.int().min(1), ...specialTokens }),
  z.object({
    level: z.literal('image'),
    height: z.int().min(1),
    width: z.int().min(1),
    channels: z.union([z.literal(1), z.literal(3)]),
    ...specialTokens,
  }),
  z.object({ level: z.literal('pointer'), positions: z.int().min(1), ...specialTokens }),
]);

/** `codecs.json` of a run folder. */
export const codecsSchema: z.ZodType<SerializedCodecs> = z.object({
  source: textCodecSchema,
  target: textCodecSchema,
  sourceReverse: z.boolean(),
  sourceEos: z.boolean(),
});
