/** Fused kernel that a backend may have: `{x}` → `[Σx²]`, a scalar. */
export const squaredSumKernel = 'SquaredSum';
