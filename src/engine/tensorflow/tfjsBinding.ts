import type { TypedValues } from '../../core/step/engine';

/** What the addon says of a tensor that it gives out. */
export interface NativeTensorInfo {
  readonly id: number;
  readonly shape: readonly number[];
  /** TensorFlow's number of the element type. */
  readonly dtype: number;
}

/** The C++ side of tfjs-node: the part of `dist/tfjs_binding.d.ts` that is used here. */
export interface TfjsBinding {
  /** Version of the TensorFlow library, such as `2.21.0`. */
  readonly TF_Version: string;

  /** Kinds of attributes. */
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;

  /** @param values see `unalignedCopy` */
  createTensor(shape: readonly number[], dtype: number, values: TypedValues): number;
  deleteTensor(id: number): void;
  /** A copy of the tensor's values. */
  tensorDataSync(id: number): TypedValues;
  /** Live TensorFlow tensors, for leak checks. */
  getNumOfTensors(): number;

  /** Loads a SavedModel into a session of its own, which is bound to this thread. */
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  /** @param inputNames, outputNames `node:output`, separated by commas */
  runSavedModel(
    id: number,
    inputIds: readonly number[],
    inputNames: string,
    outputNames: string,
  ): NativeTensorInfo[];
}
