/**
 * Fused kernel that a backend may have: `{queries [batch, steps, size], keys [batch, sourceTime, size], vector [size]}` →
 * `[scores [batch, steps, sourceTime]]`.
 */
export const additiveScoresKernel = 'AdditiveScores';
/** Its gradient: `{dy, queries, keys, vector}` → `[dQueries, dKeys, dVector]`; computes the tanh again. */
export const additiveScoresGradientKernel = 'AdditiveScoresGradient';
