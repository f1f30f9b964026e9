/**
 * Fused kernel that a backend may have, with the attribute `backward` (from the last time to the first):
 * `{projected [time, batch, 4·units], recurrentKernel [units, 4·units], h, c [batch, units]}` and maybe
 * `{mask [time, batch]}` → `[outputs [time, batch, units], lastC [batch, units], gates [time, batch, 4·units], cells,
 * tanhCells [time, batch, units]]`, where gates are σ(i), σ(f), tanh(g) and σ(o), cells the memory after each time, and
 * tanhCells tanh of the new memory before the mask. Mask 0 carries h and c.
 */
export const lstmSequenceKernel = 'LstmSequence';
/**
 * Its gradient, with the same attribute: `{dOutputs, dLastC, recurrentKernel, h, c, outputs, gates, cells, tanhCells}` and
 * maybe `{mask}` → `[dProjected, dRecurrentKernel, dh, dc]`.
 */
export const lstmSequenceGradientKernel = 'LstmSequenceGradient';
