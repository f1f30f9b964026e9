import type { ConfigPath } from '../config/configDocument';
import { isResidual, readsBothWays } from '../config/encoderSizes';
import type { ModelConfig, Task } from '../config/schema';
import { convLayers } from '../config/schema/imageSchema';
import { ntmConfig } from '../config/schema/ntmSchema';
import type { LayerSummary } from './model';
import type { GraphMark, GraphNode } from './graphTypes';

type Side = 'encoder' | 'decoder';

/** What a graph says of a layer beyond its summary. */
type Described = Omit<GraphNode, 'id' | 'outputShape' | 'parameterCount' | 'index' | 'detail' | 'marks'> &
  Partial<Pick<GraphNode, 'index' | 'detail' | 'marks'>>;

/** The node of a layer of `summarizeModel`. */
export function describeLayer(layer: LayerSummary, config: ModelConfig, task: Task): GraphNode {
  const { name: id, outputShape, parameterCount } = layer;
  const described = describe(id, config, task);
  return { index: undefined, detail: '', marks: [], ...described, id, outputShape, parameterCount };
}

const key = (side: Side, ...keys: string[]): ConfigPath => ['model', side, ...keys];
const keys = (side: Side, names: readonly string[]): ConfigPath[] => names.map((name) => key(side, name));

/** @throws Error for a layer that `summarizeModel` does not know either */
function describe(name: string, config: ModelConfig, task: Task): Described {
  const [section, part, place] = name.split('.');
  const index = Number(place);
  if (section === 'output') return outputLayer('encoder', config, task);
  if (section === 'machine') return machinePart(part, config);
  const side = section as Side;
  switch (part) {
    case 'embeddings':
      return embeddings(side, config);
    case 'input':
      return {
        kind: 'input',
        column: side,
        detail: 'linear',
        path: key(side, 'embeddings', 'embedding_dim'),
        related: [key(side, 'embeddings')],
      };
    case 'conv':
      return {
        kind: 'convolution',
        column: side,
        index,
        detail: convLayers(config.encoder)[index]?.activation ?? '',
        path: ['model', 'encoder', 'conv', index],
        related: [key('encoder', 'conv'), key('encoder', 'type')],
      };
    case 'layers':
      return recurrentLayer(side, index, config);
    case 'projection':
      return {
        kind: 'projection',
        column: side,
        detail: 'linear',
        path: key(side, 'projection'),
        related: [],
      };
    case 'pooling':
      return {
        kind: 'pooling',
        column: side,
        detail: config.encoder.pooling,
        path: key(side, 'pooling'),
        related: [key(side, 'pooling_size')],
      };
    default:
      return decoderPart(part, config, task);
  }
}

function embeddings(side: Side, config: ModelConfig): Described {
  const { type, freeze } = config[side].embeddings;
  const isTied = side === 'decoder' && config.tied_embeddings;
  const marks: GraphMark[] = [
    ...(isTied ? (['tied'] as const) : []),
    ...(freeze ? (['frozen'] as const) : []),
  ];
  return {
    kind: 'embedding',
    column: side,
    detail: type,
    marks,
    path: key(side, 'embeddings', type === 'learned' ? 'embedding_dim' : 'type'),
    related: [key(side, 'embeddings'), ['model', 'tied_embeddings'], ['model', 'embed_initializer']],
  };
}

/** Keys that concern every layer of a stack; the first written one is where a hint stands. */
const stackKeys = [
  'num_layers',
  'rnn_type',
  'gru_reset',
  'residual',
  'layer_norm',
  'dropout',
  'recurrent_dropout',
  'variational_dropout',
] as const;
const encoderStackKeys = [...stackKeys, 'bidirectional', 'initial_state'];
const decoderStackKeys = [...stackKeys, 'condition', 'attention_feeds', 'input_feeding', 'row_length'];

function recurrentLayer(side: Side, index: number, config: ModelConfig): Described {
  const isEncoder = side === 'encoder';
  const bothWays = isEncoder && readsBothWays(config.encoder, index);
  const residual = isEncoder ? isResidual(config.encoder, index) : config.decoder.residual && index > 0;
  return {
    kind: 'recurrent',
    column: side,
    index,
    detail: config[side].rnn_type,
    marks: [...(bothWays ? (['bidirectional'] as const) : []), ...(residual ? (['residual'] as const) : [])],
    path: key(side, 'hidden_size'),
    related: keys(side, isEncoder ? encoderStackKeys : decoderStackKeys),
  };
}

function machinePart(part: string | undefined, { encoder }: ModelConfig): Described {
  const ntm = (...names: string[]): ConfigPath[] => names.map((name) => ['model', 'encoder', 'ntm', name]);
  const whole: ConfigPath[] = [key('encoder', 'ntm'), key('encoder', 'type')];
  switch (part) {
    case 'controller':
      return {
        kind: 'controller',
        column: 'middle',
        detail: ntmConfig(encoder).controller === 'recurrent' ? encoder.rnn_type : 'feed_forward',
        path: key('encoder', 'hidden_size'),
        related: [...ntm('controller'), key('encoder', 'rnn_type'), ...whole],
      };
    case 'heads':
      return {
        kind: 'heads',
        column: 'middle',
        path: key('encoder', 'ntm', 'read_heads'),
        related: [...ntm('write_heads', 'shift_range'), ...whole],
      };
    default:
      return {
        kind: 'memory',
        column: 'middle',
        path: key('encoder', 'ntm', 'memory_rows'),
        related: [...ntm('memory_width', 'initial_memory'), ...whole],
      };
  }
}

function decoderPart(part: string | undefined, config: ModelConfig, task: Task): Described {
  const { decoder } = config;
  const { type, window } = decoder.attention;
  const column = 'decoder';
  switch (part) {
    case 'bridge':
      return {
        kind: 'bridge',
        column: 'middle',
        detail: decoder.bridge_activation,
        path: key('decoder', 'init_hidden'),
        related: keys('decoder', ['bridge_activation', 'bridge_layers']),
      };
    case 'pre':
      return {
        kind: 'first-input',
        column,
        detail: 'linear',
        path: key('decoder', 'condition'),
        related: [],
      };
    case 'begin':
      return {
        kind: 'begin',
        column,
        path: key('decoder', 'embeddings', 'embedding_dim'),
        related: [key('decoder', 'embeddings')],
      };
    case 'attention':
      return {
        kind: 'attention',
        column: 'middle',
        detail: type,
        marks: [
          ...(decoder.coverage_attn ? (['coverage'] as const) : []),
          ...(window === undefined ? [] : (['window'] as const)),
        ],
        path: key('decoder', 'attention'),
        related: keys('decoder', ['condition', 'attention_feeds', 'coverage_attn']),
      };
    case 'attentional':
      return {
        kind: 'attentional',
        column,
        detail: 'tanh',
        path: key('decoder', 'attentional'),
        related: keys('decoder', ['condition', 'input_feeding', 'hidden_dropout']),
      };
    case 'copy':
      return { kind: 'copy', column, path: key('decoder', 'copy_attn'), related: [] };
    case 'pointer':
      return {
        kind: 'pointer',
        column: 'middle',
        detail: 'additive',
        path: ['data', 'trg', 'level'],
        related: [key('decoder', 'hidden_dropout')],
      };
    case 'write':
      return {
        kind: 'write',
        column,
        path: key('decoder', 'draw', 'steps'),
        related: [key('decoder', 'draw', 'patch_size'), key('decoder', 'draw'), key('decoder', 'type')],
      };
    case 'canvas':
      return {
        kind: 'canvas',
        column,
        path: key('decoder', 'draw', 'image_size'),
        related: [key('decoder', 'draw'), key('decoder', 'type')],
      };
    case 'output':
      return outputLayer('decoder', config, task);
    default:
      throw new Error(`There is no layer decoder.${part ?? ''}.`);
  }
}

/** Of an aligned model it stands on the encoder: there is no decoder. */
function outputLayer(column: Side, { tied_softmax, decoder }: ModelConfig, task: Task): Described {
  const isAligned = task === 'aligned';
  return {
    kind: 'output',
    column,
    detail: isAligned ? 'softmax' : decoder.output,
    marks: tied_softmax && !isAligned ? ['tied'] : [],
    path: isAligned ? ['data', 'trg'] : key('decoder', 'output'),
    related: isAligned
      ? [['task']]
      : [['model', 'tied_softmax'], key('decoder', 'hidden_dropout'), ['data', 'trg']],
  };
}
