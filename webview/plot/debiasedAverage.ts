/**
 * Exponential moving average that starts at the first value instead of 0: the running mean divided by 1 − wⁿ
 * (Kingma & Ba 2015, §3; TensorBoard smooths its curves the same way).
 */
export class DebiasedAverage {
  #mean = 0;
  #bias = 1;

  /** @param weight of the past, 0 (no smoothing) up to but not 1 */
  constructor(private readonly weight: number) {}

  next(value: number): number {
    this.#mean = this.weight * this.#mean + (1 - this.weight) * value;
    this.#bias *= this.weight;
    return this.#mean / (1 - this.#bias);
  }
}
