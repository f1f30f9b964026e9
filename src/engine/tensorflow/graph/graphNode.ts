/** Numbers of TensorFlow's element types (`types.proto`), of those that occur here. */
export const dataType = {
  float32: 1,
  int32: 3,
  int64: 9,
  bool: 10,
  resource: 20,
  variant: 21,
  uint64: 23,
} as const;

export type DataType = keyof typeof dataType;

/** A constant tensor. */
export interface TensorValue {
  readonly dtype: DataType;
  readonly shape: readonly number[];
  /** The elements' bytes, little-endian, row-major; or the number that all elements are (float32, int32 and bool). */
  readonly content: Uint8Array | number;
}

/** A value of an attribute, as in `attr_value.proto`; `type` is one of `dataType`'s numbers. */
export type AttributeValue =
  | { readonly type: number }
  | { readonly types: readonly number[] }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly bytes: Uint8Array }
  /** Name of a function of the graph's library. */
  | { readonly function: string; readonly parameters?: Attributes }
  /** Within a function: what the caller gives for this parameter. */
  | { readonly parameter: string }
  | { readonly shape: readonly number[] }
  | { readonly tensor: TensorValue };

export const typeAttribute = (dtype: DataType): { readonly type: number } => ({ type: dataType[dtype] });

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** One operation of a TensorFlow graph, as in `node_def.proto`. */
export interface GraphNode {
  readonly name: string;
  readonly operation: string;
  /** `node`, `node:output`, or `^node` for one that only has to be done before. */
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
}

/** What a function takes or gives: a name of letters, digits and underscores. */
export interface GraphArgument {
  readonly name: string;
  readonly dtype: DataType;
}

/** A graph within a graph, as in `function.proto`. Its nodes read arguments by their names. */
export interface GraphFunction {
  readonly name: string;
  /** Functions that the caller gives, by name. */
  readonly parameters: readonly string[];
  readonly inputs: readonly GraphArgument[];
  /** Each is what `ref` is in the function. */
  readonly outputs: readonly (GraphArgument & { readonly ref: string })[];
  readonly nodes: readonly GraphNode[];
}

/** Nodes, and the functions that they call. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly functions: readonly GraphFunction[];
}
