import { util } from '@tensorflow/tfjs-core';
import { encoderSizes } from '../config/encoderSizes';
import { imageGrids } from '../config/imageGrid';
import { effectiveCondition, type ModelConfig, type Task } from '../config/schema';
import { drawConfig } from '../config/schema/drawSchema';
import { convLayers } from '../config/schema/imageSchema';
import { ntmConfig } from '../config/schema/ntmSchema';
import { buildModel } from './buildModel';
import type { LayerSummary } from './model';
import type { ModelSizes } from './modelSizes';

/**
 * The layers of the model that a config describes, in the order of the data, with shapes and parameter counts. Shared
 * tables count once, where they are first.
 * @throws Error as `buildModel`
 */
export function summarizeModel(
  config: ModelConfig,
  sizes: ModelSizes,
  task: Task = 'translation',
): LayerSummary[] {
  const { parameters, hasAttention } = buildModel(config, sizes, task);
  const { encoder, decoder } = config;
  const { states, summary } = encoderSizes(encoder);
  const embeddingSize = (side: 'encoder' | 'decoder'): number => {
    const name = config.tied_embeddings ? 'embeddings' : `${side}.embeddings`;
    const table = parameters.find((spec) => spec.name === name);
    // One-hot vectors have no table: they are as long as the vocabulary.
    return table?.shape[1] ?? (side === 'encoder' ? sizes.sourceVocabularySize : sizes.targetVocabularySize);
  };
  const count = (prefix: string) =>
    parameters
      .filter(({ name }) => belongsTo(name, prefix))
      .reduce((sum, spec) => sum + util.sizeFromShape([...spec.shape]), 0);
  const layer = (name: string, outputShape: string, prefix = name): LayerSummary => ({
    name,
    outputShape,
    parameterCount: count(prefix),
  });
  /** What reads the source: a table, or a linear layer where it is vectors. */
  const sourceInput = (side: 'encoder' | 'decoder'): LayerSummary =>
    sizes.sourceFeatureSize === undefined
      ? layer(
          `${side}.embeddings`,
          `[batch, source, ${embeddingSize(side)}]`,
          config.tied_embeddings ? 'embeddings' : `${side}.embeddings`,
        )
      : layer(`${side}.input`, `[batch, source, ${config[side].embeddings.embedding_dim}]`);
  const condition = effectiveCondition(decoder);
  const hasAttentionalVector = decoder.attentional === 'tanh' && (hasAttention || condition === 'merge');
  const grids = sizes.picture === undefined ? [] : imageGrids(convLayers(encoder), sizes.picture);
  const regions = grids.at(-1);
  /** How many positions of the source a decoder sees. */
  const seen = regions === undefined ? 'source' : String(regions.rows * regions.columns);
  const encoderLayers = [
    ...(regions === undefined ? [sourceInput('encoder')] : []),
    ...grids.map(({ rows, columns, channels }, index) =>
      layer(`encoder.conv.${index}`, `[batch, ${rows}, ${columns}, ${channels}]`),
    ),
    ...states.map((width, index) => layer(`encoder.layers.${index}`, `[batch, source, ${width}]`)),
    ...(encoder.projection === undefined
      ? []
      : [layer('encoder.projection', `[batch, ${seen}, ${encoder.projection}]`)]),
    ...(encoder.pooling === 'none' ? [] : [layer('encoder.pooling', `[batch, ${summary}]`)]),
  ];
  const output = `[batch, target, ${sizes.targetVocabularySize}]`;
  if (encoder.type === 'ntm') {
    const { memory_rows, memory_width } = ntmConfig(encoder);
    return [
      ...encoderLayers.slice(0, 1),
      ...(decoder.previous_output
        ? [layer('decoder.embeddings', `[batch, target, ${embeddingSize('decoder')}]`)]
        : []),
      layer('machine.controller', `[batch, source + target, ${encoder.hidden_size}]`),
      layer('machine.heads', '[batch, source + target, heads]'),
      layer('machine.memory', `[batch, ${memory_rows}, ${memory_width}]`),
      layer('decoder.output', output),
    ];
  }
  if (decoder.type === 'draw') {
    const { steps, image_size } = drawConfig(decoder);
    const [height, width] = image_size;
    return [
      ...encoderLayers,
      ...(decoder.init_hidden === 'bridge'
        ? [layer('decoder.bridge', `[batch, ${decoder.hidden_size}]`)]
        : []),
      ...Array.from({ length: decoder.num_layers }, (_, index) =>
        layer(`decoder.layers.${index}`, `[batch, ${steps}, ${decoder.hidden_size}]`),
      ),
      ...(decoder.attention.type === 'none'
        ? []
        : [layer('decoder.attention', `[batch, ${steps}, ${seen}]`)]),
      layer('decoder.write', `[batch, ${steps}, ${height}, ${width}]`),
      layer('decoder.canvas', `[batch, ${height * width}, levels]`),
    ];
  }
  if (sizes.pointsAtSource === true)
    return [
      ...encoderLayers,
      ...(decoder.init_hidden === 'bridge'
        ? [layer('decoder.bridge', `[batch, ${decoder.hidden_size}]`)]
        : []),
      sourceInput('decoder'),
      layer('decoder.begin', `[batch, ${config.decoder.embeddings.embedding_dim}]`),
      ...Array.from({ length: decoder.num_layers }, (_, index) =>
        layer(`decoder.layers.${index}`, `[batch, target, ${decoder.hidden_size}]`),
      ),
      layer('decoder.pointer', '[batch, target, end + source]'),
    ];
  if (task === 'aligned') return [...encoderLayers, layer('output', output)];
  const decoderLayers = [
    ...(task === 'translation' && decoder.init_hidden === 'bridge'
      ? [layer('decoder.bridge', `[batch, ${decoder.hidden_size}]`)]
      : []),
    ...(condition === 'pre' ? [layer('decoder.pre', `[batch, ${decoder.embeddings.embedding_dim}]`)] : []),
    ...(decoder.previous_output
      ? [layer('decoder.embeddings', `[batch, target, ${embeddingSize('decoder')}]`)]
      : []),
    ...Array.from({ length: decoder.num_layers }, (_, index) =>
      layer(`decoder.layers.${index}`, `[batch, target, ${decoder.hidden_size}]`),
    ),
    ...(hasAttention ? [layer('decoder.attention', `[batch, target, ${seen}]`)] : []),
    ...(hasAttentionalVector
      ? [layer('decoder.attentional', `[batch, target, ${decoder.hidden_size}]`)]
      : []),
    ...(decoder.copy_attn ? [layer('decoder.copy', '[batch, target, 1]')] : []),
    layer('decoder.output', output),
  ];
  return task === 'language_model' ? decoderLayers : [...encoderLayers, ...decoderLayers];
}

function belongsTo(name: string, prefix: string): boolean {
  return name === prefix || name.startsWith(`${prefix}.`);
}
