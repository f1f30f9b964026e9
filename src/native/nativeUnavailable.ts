/** Native TensorFlow can't be installed here, and trying again does not help: why, and what is used instead. */
export class NativeUnavailableError extends Error {
  override readonly name = 'NativeUnavailableError';

  constructor(why: string, options?: ErrorOptions) {
    super(`${why} The embedded WebAssembly engine works here without it.`, options);
  }
}
