import { effectiveCondition, type ModelConfig } from '../config/schema';

/**
 * Keys of the decoder that contradict each other. The editor says so at the key (`decoderRules`); this is for configs that
 * come another way.
 * @throws Error naming the keys
 */
export function checkDecoder({ decoder, tied_embeddings, tied_softmax }: ModelConfig): void {
  const { attention, attentional, input_feeding, previous_output, attention_feeds } = decoder;
  const condition = effectiveCondition(decoder);
  const hasAttention = attention.type !== 'none';
  const contradictions: readonly (readonly [boolean, string])[] = [
    [
      hasAttention && (condition === 'init' || condition === 'pre'),
      `condition "${condition}" leaves no step at which attention could enter: use "par" or "merge"`,
    ],
    [
      input_feeding && !(hasAttention && attentional === 'tanh'),
      'input_feeding needs an attention other than "none", and attentional "tanh"',
    ],
    [
      !previous_output && (tied_embeddings || tied_softmax),
      'previous_output false leaves no embeddings of outputs to tie',
    ],
    [
      attention_feeds === 'all_layers' && !(hasAttention && condition === 'par'),
      'attention_feeds "all_layers" needs an attention and condition "par"',
    ],
    [
      decoder.coverage_attn && attention.type !== 'concat' && attention.type !== 'bahdanau',
      'coverage_attn needs an attention with a score layer: "concat" or "bahdanau"',
    ],
    [decoder.copy_attn && !hasAttention, 'copy_attn needs an attention other than "none"'],
    [decoder.copy_attn && decoder.output !== 'softmax', 'copy_attn needs output "softmax"'],
  ];
  for (const [contradicts, message] of contradictions)
    if (contradicts) throw new Error(`model.decoder.${message}.`);
}
