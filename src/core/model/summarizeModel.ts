import { effectiveCondition, type ModelConfig } from '../config/schema';
import { buildModel, type VocabularySizes } from './buildModel';
import type { LayerSummary, ParameterSpec } from './model';

/**
 * The layers of the model that a config describes, in the order of the data, with shapes and parameter counts. Shared
 * tables count once, where they are first.
 * @throws Error as `buildModel`
 */
export function summarizeModel(config: ModelConfig, sizes: VocabularySizes): LayerSummary[] {
  const { parameters, encodedSizes, hasAttention } = buildModel(config, sizes);
  const { encoder, decoder } = config;
  const count = (prefix: string) =>
    parameters.filter(({ name }) => belongsTo(name, prefix)).reduce((sum, spec) => sum + sizeOf(spec), 0);
  const layer = (name: string, outputShape: string, prefix = name): LayerSummary => ({
    name,
    outputShape,
    parameterCount: count(prefix),
  });
  const condition = effectiveCondition(decoder);
  const hasAttentionalVector = decoder.attentional === 'tanh' && (hasAttention || condition === 'merge');
  return [
    layer(
      'encoder.embeddings',
      `[batch, source, ${encoder.embeddings.embedding_dim}]`,
      config.tied_embeddings ? 'embeddings' : 'encoder.embeddings',
    ),
    ...Array.from({ length: encoder.num_layers }, (_, index) =>
      layer(`encoder.layers.${index}`, `[batch, source, ${encodedSizes.outputs}]`),
    ),
    ...(decoder.init_hidden === 'bridge' ? [layer('decoder.bridge', `[batch, ${decoder.hidden_size}]`)] : []),
    ...(condition === 'pre' ? [layer('decoder.pre', `[batch, ${decoder.embeddings.embedding_dim}]`)] : []),
    layer('decoder.embeddings', `[batch, target, ${decoder.embeddings.embedding_dim}]`),
    ...Array.from({ length: decoder.num_layers }, (_, index) =>
      layer(`decoder.layers.${index}`, `[batch, target, ${decoder.hidden_size}]`),
    ),
    ...(hasAttention ? [layer('decoder.attention', '[batch, target, source]')] : []),
    ...(hasAttentionalVector
      ? [layer('decoder.attentional', `[batch, target, ${decoder.hidden_size}]`)]
      : []),
    layer('decoder.output', `[batch, target, ${sizes.targetVocabularySize}]`),
  ];
}

function belongsTo(name: string, prefix: string): boolean {
  return name === prefix || name.startsWith(`${prefix}.`);
}

function sizeOf({ shape }: ParameterSpec): number {
  return shape.reduce((product, size) => product * size, 1);
}
