/**
 * Shapes for decoding. Each is compiled, and sources come in any number and length: so both are rounded up to one of a few
 * sizes, at the cost of at most half of the rows and a third of the encoder's steps.
 */

/** Hypotheses computed together: more rows use the machine better, until they no longer fit its caches. */
const aimedRows = 64;
const shortestTime = 8;

/** How many sources are decoded together: a power of two, so that full batches have no row to spare. */
export function sourcesPerBatch(beamSize: number): number {
  return 2 ** Math.max(0, Math.round(Math.log2(aimedRows / beamSize)));
}

/** The next power of two. */
export function paddedSources(sources: number): number {
  return 2 ** Math.ceil(Math.log2(sources));
}

/** The next of 8, 12, 16, 24, 32, 48, …: powers of two and what lies halfway between them. */
export function paddedTime(longest: number): number {
  if (longest <= shortestTime) return shortestTime;
  const power = 2 ** Math.ceil(Math.log2(longest));
  return longest <= 0.75 * power ? 0.75 * power : power;
}
