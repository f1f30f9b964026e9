import { z } from 'zod';
import type { SerializedCodecs } from '../core/text/textCodec';

const textCodecSchema = z.object({
  level: z.enum(['char', 'word']),
  lowercase: z.boolean(),
  unkToken: z.string(),
  padToken: z.string(),
  bosToken: z.string(),
  eosToken: z.string(),
  vocabulary: z.array(z.string()).min(1),
});

/** `codecs.json` of a run folder. */
export const codecsSchema: z.ZodType<SerializedCodecs> = z.object({
  source: textCodecSchema,
  target: textCodecSchema,
  sourceReverse: z.boolean(),
  sourceEos: z.boolean(),
});
