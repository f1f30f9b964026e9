/**
 * Longest hypothesis, end symbol included, for a source of so many tokens (end symbol not counted): what the options say,
 * else 1.5 × source tokens + 10, at most one more than the longest target trained on.
 */
export function maxOutputLength(
  sourceTokens: number,
  configured: number | undefined,
  maxTargetLength: number,
): number {
  return configured ?? Math.min(Math.ceil(1.5 * sourceTokens) + 10, maxTargetLength + 1);
}
