import { encoderSizes } from '../core/config/encoderSizes';
import type { Config, RnnType } from '../core/config/schema';
import type { BatchShape } from '../core/data/fillBatch';

export interface ModelSizes {
  readonly parameterCount: number;
  readonly targetVocabularySize: number;
}

/** Values that the fused sequence of a cell keeps for its gradient, and computes there, for each unit and time. */
const valuesPerUnit: Record<RnnType, number> = { lstm: 15, gru: 12, rnn: 5 };
/** Parameter, gradient, both moments of Adam, and the new ones of all but the gradient. */
const copiesOfParameters = 7;

/**
 * About how many bytes a training step takes: good to a factor of two, which is what a suggestion needs. What grows with
 * the batch are the values that the forward pass keeps for the gradient.
 */
export function estimateStepBytes(
  { model }: Pick<Config, 'model'>,
  { parameterCount, targetVocabularySize }: ModelSizes,
  shape: BatchShape,
): number {
  const { encoder, decoder } = model;
  const { outputs, states } = encoderSizes(encoder);
  const sourceWidth =
    2 * encoder.embeddings.embedding_dim +
    states.reduce((sum, size) => sum + size, 0) * valuesPerUnit[encoder.rnn_type];
  const attentionWidth = decoder.attention.type === 'none' ? 0 : 6 * shape.sourceTime + 4 * outputs;
  // Scores of a multilayer perceptron are made of a vector for each pair of a source and a target position.
  const scoreWidth =
    decoder.attention.type === 'bahdanau' || decoder.attention.type === 'concat'
      ? 2 * shape.sourceTime * (decoder.attention.attention_size ?? decoder.hidden_size)
      : 0;
  const targetWidth =
    2 * decoder.embeddings.embedding_dim +
    decoder.num_layers * decoder.hidden_size * valuesPerUnit[decoder.rnn_type] +
    attentionWidth +
    scoreWidth +
    // Logits, their softmax and its gradient.
    3 * targetVocabularySize;
  const activations = shape.batchSize * (shape.sourceTime * sourceWidth + shape.targetTime * targetWidth);
  return 4 * (activations + copiesOfParameters * parameterCount);
}

/** Of what a machine has, what a suggestion plans with. */
const usableShare = 0.6;

/**
 * The largest power of two below a batch size for which a step fits into the memory that there is: at most half of the
 * batch that did not fit. 0 when, by the estimate, not even one pair does.
 */
export function suggestBatchSize(
  estimateBytes: (batchSize: number) => number,
  batchSize: number,
  availableBytes: number,
): number {
  for (let size = 2 ** Math.floor(Math.log2(batchSize / 2)); size >= 1; size /= 2)
    if (estimateBytes(size) <= usableShare * availableBytes) return size;
  return 0;
}
