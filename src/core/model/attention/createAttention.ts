import type { ModelConfig } from '../../config/schema';
import type { ParameterList } from '../parameterList';
import { Attention } from './attention';
import { createScore } from './createScore';
import { LocalWindow } from './localWindow';

/**
 * The attention that the decoder's config describes; undefined for "none".
 * @param encoderOutput width of the encoder's outputs
 * @throws Error when a dot product is asked for of vectors of unequal width
 */
export function createAttention(
  config: ModelConfig,
  encoderOutput: number,
  parameters: ParameterList,
): Attention | undefined {
  const { attention, hidden_size } = config.decoder;
  const { window } = attention;
  const score = createScore(attention, config, { encoderOutput, units: hidden_size }, parameters);
  if (score === undefined) return undefined;
  return new Attention(
    score,
    attention.function,
    window === undefined ? undefined : new LocalWindow(window, hidden_size, config, parameters),
  );
}
