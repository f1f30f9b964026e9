import type { ModelConfig, Task } from '../config/schema';
import type { GraphNode, ModelGraph } from './graphTypes';
import type { ModelSizes } from './modelSizes';
import { describeLayer } from './modelGraphLayers';
import { connectLayers } from './modelGraphEdges';
import { summarizeModel } from './summarizeModel';

/**
 * The model that a config describes as a graph: its layers with shapes and parameter counts as `summarizeModel` has them, what
 * goes from one to another, and the keys of the config that they come from.
 * @throws Error as `buildModel`
 */
export function modelGraph(config: ModelConfig, sizes: ModelSizes, task: Task = 'translation'): ModelGraph {
  const layers = summarizeModel(config, sizes, task).map((layer) => describeLayer(layer, config, task));
  const source = task === 'language_model' ? [] : [sourceNode(sizes)];
  const readsTarget = sizes.pointsAtSource !== true && layers.some(({ id }) => id === 'decoder.embeddings');
  const target = readsTarget ? [targetNode()] : [];
  const firstOfDecoder = layers.findIndex(({ column }) => column !== 'encoder');
  const nodes = [...source, ...layers.slice(0, firstOfDecoder), ...target, ...layers.slice(firstOfDecoder)];
  return { nodes, edges: connectLayers(nodes, config) };
}

const text = { index: undefined, detail: '', parameterCount: 0, marks: [] } as const;

function sourceNode({ picture, sourceFeatureSize }: ModelSizes): GraphNode {
  const outputShape =
    picture !== undefined
      ? `[batch, ${picture.height}, ${picture.width}, ${picture.channels}]`
      : sourceFeatureSize !== undefined
        ? `[batch, source, ${sourceFeatureSize}]`
        : '[batch, source]';
  const path = ['data', 'src'];
  return { ...text, id: 'source', kind: 'source', column: 'encoder', outputShape, path, related: [] };
}

function targetNode(): GraphNode {
  const path = ['data', 'trg'];
  const related = [['model', 'decoder', 'previous_output']];
  const outputShape = '[batch, target]';
  return { ...text, id: 'target', kind: 'target', column: 'decoder', outputShape, path, related };
}
