import { effectiveCondition, type ModelConfig } from '../config/schema';
import type { GraphColumn, GraphEdge, GraphEdgeKind, GraphNode, GraphNodeKind } from './graphTypes';

type Edges = readonly GraphEdge[];

/** What goes from one layer of a model to another. */
export function connectLayers(nodes: readonly GraphNode[], config: ModelConfig): Edges {
  return new Connections(nodes, config).edges();
}

/** A node, or undefined where the model has none: an edge from or to nothing is none. */
type Place = GraphNode | undefined;

class Connections {
  private readonly encoderLayers: readonly GraphNode[];
  private readonly decoderLayers: readonly GraphNode[];
  /** The last of what a source goes through: what attention looks at. */
  private readonly encoderTop: Place;
  /** The source as one vector. */
  private readonly summary: Place;

  constructor(
    private readonly nodes: readonly GraphNode[],
    private readonly config: ModelConfig,
  ) {
    this.encoderLayers = this.stack('encoder');
    this.decoderLayers = this.stack('decoder');
    const path = this.encoderPath();
    this.encoderTop = path.at(-1);
    // Without pooling, the last state of the top layer: a projection has outputs only.
    const states = this.encoderLayers.at(-1) ?? this.encoderTop;
    this.summary = this.find('pooling') ?? states;
  }

  edges(): Edges {
    if (this.find('controller') !== undefined) return this.machine();
    const encoder = [
      ...chain(this.encoderPath()),
      ...residuals(this.encoderLayers),
      ...edge(this.encoderTop, this.find('pooling'), 'sequence'),
    ];
    if (this.nodes.every(({ column }) => column === 'encoder'))
      return [...encoder, ...edge(this.encoderTop, this.find('output'), 'sequence')];
    const decoder = this.find('pointer') !== undefined ? this.pointer() : this.decoder();
    return [...encoder, ...this.firstStates(), ...residuals(this.decoderLayers), ...decoder];
  }

  private find(kind: GraphNodeKind, column?: GraphColumn): Place {
    return this.nodes.find((node) => node.kind === kind && (column === undefined || node.column === column));
  }

  private stack(column: GraphColumn): GraphNode[] {
    return this.nodes.filter((node) => node.kind === 'recurrent' && node.column === column);
  }

  private encoderPath(): GraphNode[] {
    const kinds = ['source', 'embedding', 'input', 'convolution', 'recurrent', 'projection'];
    return this.nodes.filter(({ kind, column }) => column === 'encoder' && kinds.includes(kind));
  }

  /** How the decoder's states begin. */
  private firstStates(): Edges {
    const bridge = this.find('bridge');
    if (bridge !== undefined)
      return [
        ...edge(this.summary, bridge, 'state'),
        ...this.decoderLayers.flatMap((layer) => edge(bridge, layer, 'state')),
      ];
    if (this.config.decoder.init_hidden !== 'last') return [];
    const missing = this.encoderLayers.length - this.decoderLayers.length;
    return this.decoderLayers.flatMap((layer, index) =>
      edge(this.encoderLayers[Math.max(0, index + missing)], layer, 'state'),
    );
  }

  /** A recurrent decoder, one of a language model, and one that draws. */
  private decoder(): Edges {
    const { decoder } = this.config;
    const [first] = this.decoderLayers;
    const top = this.decoderLayers.at(-1);
    const target = this.find('target');
    const embedding = this.find('embedding', 'decoder');
    const attention = this.find('attention');
    const attentional = this.find('attentional');
    const output = this.find('output');
    const write = this.find('write');
    const copy = this.find('copy');
    const draws = write !== undefined;
    const condition = draws ? 'par' : effectiveCondition(decoder);
    const before = this.find('first-input');
    const readers = decoder.attention_feeds === 'all_layers' ? this.decoderLayers : [first];
    const context = attention ?? this.summary;
    const last = attentional ?? top;
    return [
      ...edge(target, embedding, 'sequence'),
      ...edge(embedding, first, 'sequence'),
      ...edge(this.summary, before, 'state'),
      ...edge(before, first, 'sequence'),
      ...chain(this.decoderLayers),
      ...edge(this.encoderTop, attention, 'keys'),
      ...edge(condition === 'par' && readers.length > 1 ? first : top, attention, 'query'),
      ...(condition === 'par' ? readers.flatMap((reader) => edge(context, reader, 'context')) : []),
      ...edge(top, attentional, 'sequence'),
      ...(attentional === undefined ? [] : edge(context, attentional, 'context')),
      ...(condition === 'merge' && attentional === undefined ? edge(context, output, 'context') : []),
      ...(decoder.input_feeding ? edge(last, first, 'feedback') : []),
      ...edge(last, draws ? write : output, 'sequence'),
      ...edge(write, this.find('canvas'), 'sequence'),
      ...edge(top, copy, 'sequence'),
      ...edge(attention, copy, 'context'),
      ...edge(copy, output, 'sequence'),
      ...edge(output, target, 'feedback'),
    ];
  }

  /** Attention chooses, and what it chose is read next. */
  private pointer(): Edges {
    const [first] = this.decoderLayers;
    const input = this.find('input', 'decoder') ?? this.find('embedding', 'decoder');
    const pointer = this.find('pointer');
    return [
      ...edge(this.find('source'), input, 'sequence'),
      ...edge(this.find('begin'), first, 'sequence'),
      ...edge(input, first, 'sequence'),
      ...chain(this.decoderLayers),
      ...edge(this.encoderTop, pointer, 'keys'),
      ...edge(this.decoderLayers.at(-1), pointer, 'query'),
      ...edge(pointer, input, 'feedback'),
    ];
  }

  /** One machine that reads the source and then writes the target. */
  private machine(): Edges {
    const controller = this.find('controller');
    const heads = this.find('heads');
    const memory = this.find('memory');
    const target = this.find('target');
    const output = this.find('output');
    const embedding = this.find('embedding', 'decoder');
    return [
      ...chain(this.encoderPath()),
      ...edge(this.encoderTop, controller, 'sequence'),
      ...edge(target, embedding, 'sequence'),
      ...edge(embedding, controller, 'sequence'),
      ...edge(controller, heads, 'sequence'),
      ...edge(heads, memory, 'query'),
      ...edge(memory, controller, 'feedback'),
      ...edge(controller, output, 'sequence'),
      ...edge(memory, output, 'context'),
      ...edge(output, target, 'feedback'),
    ];
  }
}

function edge(from: Place, to: Place, kind: GraphEdgeKind): Edges {
  return from === undefined || to === undefined ? [] : [{ from: from.id, to: to.id, kind }];
}

/** Each to the next. */
function chain(nodes: readonly GraphNode[]): Edges {
  return nodes.slice(1).flatMap((node, index) => edge(nodes[index], node, 'sequence'));
}

function residuals(layers: readonly GraphNode[]): Edges {
  return layers.flatMap((layer, index) =>
    layer.marks.includes('residual') ? edge(layers[index - 1], layer, 'residual') : [],
  );
}
