import { z } from 'zod';
import { choice, positiveInt } from './parts';

const attentionType = choice({
  none: 'No attention: only the first state tells of the source',
  dot: 'hᵀk (Luong et al. 2015); needs equal sizes',
  general: 'hᵀWk (Luong et al. 2015)',
  luong: 'Another name for "general"',
  bahdanau: 'vᵀtanh(Wh + Uk) (Bahdanau et al. 2015)',
}).describe(
  'Score: "none"; "dot" hᵀk and "general" hᵀWk (Luong et al. 2015; "luong" is another name for "general"); "bahdanau" vᵀtanh(Wh + Uk) (Bahdanau et al. 2015). Default "none".',
);
export const attention = z
  .union([
    attentionType,
    z.strictObject({
      type: attentionType,
      attention_size: positiveInt
        .max(8192)
        .optional()
        .describe('Width of the "bahdanau" score layer. Default: hidden_size of the decoder.'),
    }),
  ])
  .default('none')
  .transform((value) => (typeof value === 'string' ? { type: value } : value))
  .transform(({ type, ...rest }) => ({ ...rest, type: type === 'luong' ? ('general' as const) : type }))
  .describe(
    'How each decoding step looks at the source: "none", "dot", "general" (= "luong"), "bahdanau", or `{"type": …, "attention_size": …}`. Default "none".',
  );
