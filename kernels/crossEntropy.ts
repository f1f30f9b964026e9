import { Exponential, logarithm } from './exponential';
import { largestOf } from './largest';
import { Address, Vector } from './vector';

/**
 * `TokenCrossEntropy` of src/core/ops.
 * @returns the first row whose label is not in the vocabulary, or −1
 */
export function tokenCrossEntropy(
  rows: i32,
  vocabulary: i32,
  logits: usize,
  labels: usize,
  losses: usize,
  probabilities: usize,
): i32 {
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(Address.of(labels, row));
    if (label < 0 || label >= vocabulary) return row;
    const from = Address.of(logits, row * vocabulary);
    const largest = largestOf(vocabulary, from);
    const sum = softmaxRow(vocabulary, from, Address.of(probabilities, row * vocabulary), largest);
    // Relative to the likeliest token: no probability underflows.
    const distance = <f64>largest - <f64>load<f32>(Address.of(from, label));
    store<f32>(Address.of(losses, row), <f32>(distance + logarithm(<f64>sum)));
  }
  return -1;
}

/** `TokenCrossEntropyGradient` of src/core/ops: (p − one-hot) ∘ dy. Rows with dy 0 (padding) are zeros. */
export function tokenCrossEntropyGradient(
  rows: i32,
  vocabulary: i32,
  dy: usize,
  labels: usize,
  probabilities: usize,
  dLogits: usize,
): void {
  for (let row = 0; row < rows; row++) {
    const factor = load<f32>(Address.of(dy, row));
    const to = Address.of(dLogits, row * vocabulary);
    if (factor == 0) {
      memory.fill(to, 0, (<usize>vocabulary) << 2);
      continue;
    }
    const from = Address.of(probabilities, row * vocabulary);
    const factors = f32x4.splat(factor);
    let i = 0;
    for (; i + 4 <= vocabulary; i += 4)
      v128.store(Address.of(to, i), f32x4.mul(v128.load(Address.of(from, i)), factors));
    for (; i < vocabulary; i++) store<f32>(Address.of(to, i), load<f32>(Address.of(from, i)) * factor);
    const label = Address.of(to, load<i32>(Address.of(labels, row)));
    store<f32>(label, load<f32>(label) - factor);
  }
}

/** @returns Σ e^(x − largest) */
function softmaxRow(length: i32, x: usize, to: usize, largest: f32): f32 {
  const peak = f32x4.splat(largest);
  let sums = Vector.zero();
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const power = Exponential.expOfNegative(f32x4.sub(v128.load(Address.of(x, i)), peak));
    v128.store(Address.of(to, i), power);
    sums = f32x4.add(sums, power);
  }
  const rest = length - i;
  let sum = Vector.sum(sums);
  if (rest != 0) {
    const power = Exponential.expOfNegative(f32x4.sub(Vector.loadPart(Address.of(x, i), rest), peak));
    Vector.storePart(Address.of(to, i), power, rest);
    for (let lane = i; lane < length; lane++) sum += load<f32>(Address.of(to, lane));
  }
  const factors = f32x4.splat(1 / sum);
  for (i = 0; i + 4 <= length; i += 4)
    v128.store(Address.of(to, i), f32x4.mul(v128.load(Address.of(to, i)), factors));
  for (; i < length; i++) store<f32>(Address.of(to, i), load<f32>(Address.of(to, i)) / sum);
  return sum;
}
