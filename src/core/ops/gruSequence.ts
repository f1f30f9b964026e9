/**
 * Fused kernel that a backend may have, with the attribute `backward` (from the last time to the first):
 * `{projected [time, batch, 3·units], recurrentKernel [units, 3·units], recurrentBias [3·units], h [batch, units]}` and
 * maybe `{mask [time, batch]}` → `[outputs [time, batch, units], gates [time, batch, 3·units], recurrentN [time, batch,
 * units]]`, where gates are σ(r), σ(z) and n, and recurrentN is h·Uₙ + b'ₙ. Mask 0 carries h.
 */
export const gruSequenceKernel = 'GruSequence';
/**
 * Its gradient, with the same attribute: `{dOutputs, recurrentKernel, h, outputs, gates, recurrentN}` and maybe `{mask}` →
 * `[dProjected, dRecurrentKernel, dRecurrentBias, dh]`.
 */
export const gruSequenceGradientKernel = 'GruSequenceGradient';
