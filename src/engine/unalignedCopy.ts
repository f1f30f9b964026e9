import type { TypedValues } from '../core/step/engine';

/**
 * A copy that no 64-byte boundary begins: native TensorFlow then takes a copy of its own at once. An aligned array it
 * would keep, and let go of on whichever of its threads is last, where JavaScript must not be called.
 */
export function unalignedCopy<T extends TypedValues>(values: T): T {
  const offset = 4;
  const bytes = new Uint8Array(new ArrayBuffer(offset + values.byteLength), offset);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return view(values, bytes.buffer, offset) as T;
}

function view(like: TypedValues, buffer: ArrayBuffer, offset: number): TypedValues {
  if (like instanceof Float32Array) return new Float32Array(buffer, offset, like.length);
  if (like instanceof Int32Array) return new Int32Array(buffer, offset, like.length);
  return new Uint8Array(buffer, offset, like.length);
}
