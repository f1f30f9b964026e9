/** An engine could not get the memory it asked for. */
export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError';
}

/**
 * What libraries say when memory runs out: V8 (typed arrays), WebAssembly, TensorFlow's CPU allocator and C++. Errors that
 * have crossed a thread or a native boundary are told by their text alone.
 */
const patterns = [
  /OutOfMemoryError/,
  /WebAssembly's memory is full/,
  /Array buffer allocation failed/,
  /Invalid typed array length/,
  /OOM when allocating/,
  /Resource ?exhausted/i,
  /std::bad_alloc/,
  /WebAssembly\.Memory.*(grow|could not allocate)/i,
  /Cannot enlarge memory/,
];

export function isOutOfMemory(error: unknown): boolean {
  if (error instanceof OutOfMemoryError) return true;
  if (!(error instanceof Error)) return false;
  return patterns.some((pattern) => pattern.test(`${error.name}: ${error.message}`));
}
