import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../config/schema';
import type { NamedTensors } from '../step/step';
import { BitsOutputLayer } from './bits/bitsOutputLayer';
import { bitTokens } from './bits/bitTokens';
import type { Embedding } from './embedding';
import type { ModelSizes } from './modelSizes';
import { OutputLayer } from './outputLayer';
import type { ParameterList } from './parameterList';

/** What makes logits over the target vocabulary of a decoder's vectors. */
export interface OutputLogits {
  /** `[n, inputSize]` → `[n, vocabulary]` */
  logits(parameters: NamedTensors, vectors: Tensor2D): Tensor2D;
  /** `[batch, time, inputSize]` → `[batch, time, vocabulary]` */
  sequenceLogits(parameters: NamedTensors, vectors: Tensor3D): Tensor3D;
}

export interface OutputVocabulary {
  readonly size: number;
  /** By id; needed by "bits". */
  readonly tokens: readonly string[] | undefined;
}

export function outputVocabulary({ targetVocabularySize, targetTokens }: ModelSizes): OutputVocabulary {
  return { size: targetVocabularySize, tokens: targetTokens };
}

/**
 * The output layer that `decoder.output` describes.
 * @param embedding of the target, for `tied_softmax`
 * @param inputSize width of the vectors that logits are made of
 * @throws Error when keys of the config contradict each other, or the vocabulary's tokens are no bits
 */
export function createOutputLayer(
  embedding: Embedding,
  inputSize: number,
  vocabulary: OutputVocabulary,
  config: ModelConfig,
  parameters: ParameterList,
): OutputLogits {
  switch (config.decoder.output) {
    case 'softmax':
      return new OutputLayer(embedding, inputSize, vocabulary.size, config, parameters);
    case 'bits':
      if (vocabulary.tokens === undefined)
        throw new Error('model.decoder.output "bits" needs the tokens of the target vocabulary.');
      return new BitsOutputLayer(inputSize, bitTokens(vocabulary.tokens), config, parameters);
  }
}
