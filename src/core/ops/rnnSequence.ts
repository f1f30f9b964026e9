/**
 * Fused kernel that a backend may have, with the attribute `backward` (from the last time to the first):
 * `{projected [time, batch, units], recurrentKernel [units, units], h [batch, units]}` and maybe `{mask [time, batch]}` →
 * `[outputs [time, batch, units]]`. Mask 0 carries h.
 */
export const rnnSequenceKernel = 'RnnSequence';
/**
 * Its gradient, with the same attribute: `{dOutputs, recurrentKernel, h, outputs}` and maybe `{mask}` → `[dProjected,
 * dRecurrentKernel, dh]`.
 */
export const rnnSequenceGradientKernel = 'RnnSequenceGradient';
