/**
 * Longest hypothesis, end symbol included, for a source of so many tokens (end symbol not counted): what the options say,
 * else 1.5 × source tokens + 10, at most one more than the longest target trained on; that where the source has no tokens.
 */
export function maxOutputLength(
  sourceTokens: number | undefined,
  configured: number | undefined,
  maxTargetLength: number,
): number {
  if (configured !== undefined) return configured;
  const usual = sourceTokens === undefined ? Infinity : Math.ceil(1.5 * sourceTokens) + 10;
  return Math.min(usual, maxTargetLength + 1);
}
