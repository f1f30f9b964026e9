import type { ConfigPath } from '../config/configDocument';

export const graphNodeKinds = [
  'source',
  'target',
  'embedding',
  'input',
  'convolution',
  'recurrent',
  'projection',
  'pooling',
  'bridge',
  'first-input',
  'begin',
  'attention',
  'attentional',
  'copy',
  'pointer',
  'controller',
  'heads',
  'memory',
  'write',
  'canvas',
  'output',
] as const;
export type GraphNodeKind = (typeof graphNodeKinds)[number];

export const graphMarks = ['bidirectional', 'residual', 'tied', 'frozen', 'coverage', 'window'] as const;
export type GraphMark = (typeof graphMarks)[number];

/**
 * What goes along an edge: `sequence` (each position's vector, upwards), `state` (one vector, at the start), `keys` and `query`
 * (what attention scores), `context` (what it found, or the source as one vector), `feedback` (of the step before) and
 * `residual` (an input that is added to an output).
 */
export const graphEdgeKinds = [
  'sequence',
  'state',
  'keys',
  'query',
  'context',
  'feedback',
  'residual',
] as const;
export type GraphEdgeKind = (typeof graphEdgeKinds)[number];

export type GraphColumn = 'encoder' | 'middle' | 'decoder';

/** A layer of the model, or the text that it reads. */
export interface GraphNode {
  /** The layer's name in `summarizeModel`; `source` and `target` are the texts. */
  readonly id: string;
  readonly kind: GraphNodeKind;
  readonly column: GraphColumn;
  /** Of a stack, from 0; undefined for what there is only one of. */
  readonly index: number | undefined;
  /** What kind of such a layer it is, as the config spells it (`lstm`, `bahdanau`); may be empty. */
  readonly detail: string;
  readonly outputShape: string;
  readonly parameterCount: number;
  readonly marks: readonly GraphMark[];
  /** The key that says most about it. */
  readonly path: ConfigPath;
  /** Others that have a say, the more telling ones first. */
  readonly related: readonly ConfigPath[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: GraphEdgeKind;
}

export interface ModelGraph {
  /** In the order of the data. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}
