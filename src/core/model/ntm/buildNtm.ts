import type { ModelConfig } from '../../config/schema';
import { ntmConfig } from '../../config/schema/ntmSchema';
import { createOutputLayer, outputVocabulary } from '../createOutputLayer';
import type { Embedding } from '../embedding';
import type { ModelSizes } from '../modelSizes';
import type { ParameterList } from '../parameterList';
import type { SourceInput } from '../sourceInput';
import { NtmSeq2Seq } from './ntmSeq2Seq';

/** The machine that encoder type "ntm" describes. */
export function buildNtm(
  source: SourceInput,
  target: Embedding,
  sizes: ModelSizes,
  config: ModelConfig,
  parameters: ParameterList,
): NtmSeq2Seq {
  const vocabulary = outputVocabulary(sizes);
  const makeOutput = (inputSize: number) =>
    createOutputLayer(target, inputSize, vocabulary, config, parameters);
  const ntm = ntmConfig(config.encoder);
  return new NtmSeq2Seq({ source, target, makeOutput }, ntm, vocabulary.size, config, parameters);
}
