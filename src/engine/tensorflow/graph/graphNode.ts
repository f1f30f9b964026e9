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
  | { readonly int: number }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly text: string }
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
