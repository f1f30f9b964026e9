/** Values in order of size; at least one. */
function sorted(values: readonly number[]): number[] {
  if (values.length === 0) throw new RangeError('There is nothing measured.');
  return [...values].sort((a, b) => a - b);
}

export function smallest(values: readonly number[]): number {
  return sorted(values)[0]!;
}

/** The value below which the `fraction` of all values lie, interpolated between neighbours. */
export function quantile(values: readonly number[], fraction: number): number {
  const order = sorted(values);
  const position = fraction * (order.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return order[below]! + (order[above]! - order[below]!) * (position - below);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * How a cost grows: the exponent b of cost ≈ a·size^b, by least squares over logarithms. 0: not at all; 1: in
 * proportion; NaN for fewer than two sizes.
 */
export function growthExponent(points: readonly { readonly size: number; readonly cost: number }[]): number {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
  const mean = (pick: (point: { x: number; y: number }) => number) =>
    logs.reduce((sum, point) => sum + pick(point), 0) / logs.length;
  const meanX = mean(({ x }) => x);
  const meanY = mean(({ y }) => y);
  const covariance = mean(({ x, y }) => (x - meanX) * (y - meanY));
  return covariance / mean(({ x }) => (x - meanX) ** 2);
}
