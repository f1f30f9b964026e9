import type { AttentionConfig, EncoderConfig } from './schema';
import { glimpseSize } from './schema/attentionSchema';
import { convLayers } from './schema/imageSchema';

/** Widths of what an encoder gives. */
export interface EncoderSizes {
  /** Of the outputs that attention looks at. */
  readonly outputs: number;
  /** Of the one vector that a bridge, or a decoder without attention, reads. */
  readonly summary: number;
  /** Of the last state of each recurrent layer: both directions of one that reads both ways. */
  readonly states: readonly number[];
}

export function encoderSizes(encoder: EncoderConfig): EncoderSizes {
  const { type, hidden_size, num_layers, projection, pooling } = encoder;
  if (type === 'image') {
    const outputs = projection ?? convLayers(encoder).at(-1)?.channels ?? 0;
    return { outputs, summary: outputs, states: [] };
  }
  const states = Array.from({ length: num_layers }, (_, layer) =>
    readsBothWays(encoder, layer) ? 2 * hidden_size : hidden_size,
  );
  const top = states.at(-1) ?? hidden_size;
  const outputs = projection ?? top;
  return { outputs, summary: pooling === 'none' ? top : outputs, states };
}

/** Width of what a decoder reads of the source in a step: its summary, a mean of the outputs, or all of a patch of them. */
export function contextSize(
  { outputs, summary }: Pick<EncoderSizes, 'outputs' | 'summary'>,
  attention: AttentionConfig,
): number {
  switch (attention.type) {
    case 'none':
      return summary;
    case 'glimpse':
      return glimpseSize(attention) ** 2 * outputs;
    default:
      return outputs;
  }
}

/** Whether a layer, counted from the bottom, runs forward and backward. */
export function readsBothWays({ bidirectional }: EncoderConfig, layer: number): boolean {
  return bidirectional === 'bottom' ? layer === 0 : bidirectional;
}

/** Whether a layer's input is added to its output: both must be equally wide, and the first layer reads embeddings. */
export function isResidual(encoder: EncoderConfig, layer: number): boolean {
  const { states } = encoderSizes(encoder);
  return encoder.residual && layer > 0 && states[layer] === states[layer - 1];
}
