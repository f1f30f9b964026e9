/**
 * tanh(x) from s = σ(2x): 2s − 1, and near 0, where that cancels, the Taylor series to x⁹ (below 1e-8 of the value for
 * |x| < 0.25). XNNPACK's sigmoid is vectorised; the C library's tanh is not.
 */
export function tanhFromSigmoid(x: number, sigmoidOfDouble: number): number {
  if (x >= 0.25 || x <= -0.25) return 2 * sigmoidOfDouble - 1;
  const q = x * x;
  return x * (1 + q * (-1 / 3 + q * (2 / 15 + q * (-17 / 315 + q * (62 / 2835)))));
}
