import { z } from 'zod';
import { choice, positiveInt } from './parts';

const attentionType = choice({
  none: 'No attention: the source is one vector',
  dot: 'hᵀk (Luong et al. 2015); needs equal sizes',
  scaled_dot: 'hᵀk/√size (Vaswani et al. 2017); needs equal sizes',
  general: 'hᵀWk (Luong et al. 2015)',
  luong: 'Another name for "general"',
  concat: 'vᵀtanh(W[k ; h]) (Luong et al. 2015)',
  bahdanau: 'vᵀtanh(Wh + Uk) (Bahdanau et al. 2015)',
}).describe(
  'Score of a decoder state h with an encoder output k: "none"; "dot" hᵀk and "general" hᵀWk (Luong et al. 2015; "luong" is another name for "general"); "scaled_dot" hᵀk/√size (Vaswani et al. 2017); "concat" vᵀtanh(W[k ; h]) (Luong et al. 2015); "bahdanau" vᵀtanh(Wh + Uk) (Bahdanau et al. 2015). Default "none".',
);

const attentionObject = z.strictObject({
  type: attentionType,
  attention_size: positiveInt
    .max(8192)
    .optional()
    .describe('Width of the score layer of "bahdanau" and "concat". Default: hidden_size of the decoder.'),
  bias: z
    .boolean()
    .default(false)
    .describe(
      'Biases in the score layer of "bahdanau" and "concat": vᵀtanh(W[k ; h] + b1) + b2. Default false.',
    ),
});

export const attention = z
  .union([attentionType, attentionObject])
  .default('none')
  .transform((value) => (typeof value === 'string' ? attentionObject.parse({ type: value }) : value))
  .transform(({ type, ...rest }) => ({ ...rest, type: type === 'luong' ? ('general' as const) : type }))
  .describe(
    'How each decoding step looks at the source: "none", "dot", "scaled_dot", "general" (= "luong"), "concat", "bahdanau", or an object `{"type": …, "attention_size": …}`. Default "none".',
  );
