import type { ModelConfig } from '../../config/schema';
import { glimpseSize } from '../../config/schema/attentionSchema';
import type { Regions } from '../model';
import type { ParameterList } from '../parameterList';
import { ScoredAttention, type Attention } from './attention';
import { createScore } from './createScore';
import { GlimpseAttention } from './glimpseAttention';
import { LocalWindow } from './localWindow';

/** What attention has to know of the source's encoder. */
export interface Attendable {
  /** Width of the encoder's outputs. */
  readonly outputs: number;
  /** Where they are in a picture; undefined where the source is none. */
  readonly regions?: Regions | undefined;
}

/**
 * The attention that the decoder's config describes; undefined for "none".
 * @throws Error when a dot product is asked for of vectors of unequal width, or a glimpse of what is no picture
 */
export function createAttention(
  config: ModelConfig,
  { outputs, regions }: Attendable,
  parameters: ParameterList,
): Attention | undefined {
  const { attention, hidden_size } = config.decoder;
  const { window } = attention;
  if (attention.type === 'glimpse') {
    if (regions === undefined)
      throw new Error(
        'model.decoder.attention "glimpse" needs a picture: set model.encoder.type to "image".',
      );
    return new GlimpseAttention(hidden_size, glimpseSize(attention), regions, config, parameters);
  }
  const score = createScore(attention, config, { encoderOutput: outputs, units: hidden_size }, parameters);
  if (score === undefined) return undefined;
  return new ScoredAttention(
    score,
    attention.function,
    window === undefined ? undefined : new LocalWindow(window, hidden_size, config, parameters),
  );
}
