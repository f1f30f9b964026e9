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
  glimpse: 'No score: a patch of a picture, where h says (Gregor et al. 2015)',
}).describe(
  'Score of a decoder state h with an encoder output k: "none"; "dot" hᵀk and "general" hᵀWk (Luong et al. 2015; "luong" is another name for "general"); "scaled_dot" hᵀk/√size (Vaswani et al. 2017); "concat" vᵀtanh(W[k ; h]) (Luong et al. 2015); "bahdanau" vᵀtanh(Wh + Uk) (Bahdanau et al. 2015). "glimpse" has no score: a step sees a small patch of a picture, through a grid of Gaussian filters that h places (Gregor et al. 2015, DRAW). Default "none".',
);

const attentionObject = z.strictObject({
  type: attentionType,
  attention_size: positiveInt
    .max(8192)
    .optional()
    .describe('Width of the score layer of "bahdanau" and "concat". Default: hidden_size of the decoder.'),
  function: choice({
    softmax: 'Every token has a weight',
    sparsemax: 'Exact zeros where scores are low (Martins & Astudillo 2016)',
  })
    .default('softmax')
    .describe(
      'Scores → weights: "softmax", or "sparsemax" with exact zeros where scores are low (Martins & Astudillo 2016). Default "softmax".',
    ),
  patch_size: positiveInt
    .min(2)
    .max(32)
    .optional()
    .describe(
      'Height and width of what a "glimpse" sees: so many Gaussian filters along each side. Default 3.',
    ),
  window: z
    .strictObject({
      kind: choice({
        monotonic: 'Around the token with the number of the step (local-m)',
        predictive: 'Around a position that the decoder state predicts, with a Gaussian (local-p)',
      }).describe(
        'Centre: "monotonic" (local-m: the token with the number of the step) or "predictive" (local-p: a position that the decoder state predicts; weights are multiplied with a Gaussian around it).',
      ),
      size: positiveInt
        .max(10_000)
        .default(10)
        .describe('Tokens on each side of the centre that take part. Default 10, as in the paper.'),
    })
    .optional()
    .describe(
      'Local attention (Luong et al. 2015, §3.2): only tokens near a centre take part. Default: all tokens do.',
    ),
  bias: z
    .boolean()
    .default(false)
    .describe(
      'Bias in the score layer of "bahdanau" and "concat": vᵀtanh(W[k ; h] + b). One on the score itself would change nothing, since it shifts all alike. Default false.',
    ),
});

export const attention = z
  .union([attentionType, attentionObject])
  .default('none')
  .transform((value) => (typeof value === 'string' ? attentionObject.parse({ type: value }) : value))
  .transform(({ type, ...rest }) => ({ ...rest, type: type === 'luong' ? ('general' as const) : type }))
  .describe(
    'How each decoding step looks at the source: "none", "dot", "scaled_dot", "general" (= "luong"), "concat", "bahdanau", "glimpse", or an object `{"type": …, "attention_size": …}`. Default "none".',
  );

/** Filters along each side of a glimpse. */
export function glimpseSize({ patch_size = 3 }: { readonly patch_size?: number | undefined }): number {
  return patch_size;
}
