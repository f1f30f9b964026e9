/**
 * Whether one more training may begin beside those that are under way: their threads together must not be more than the
 * cores. One alone always may. `threads` of the new one: 0, the engine's own choice, counts as one.
 */
export function hasRoom(cores: number, threadsInUse: readonly number[], threads: number): boolean {
  if (threadsInUse.length === 0) return true;
  const used = threadsInUse.reduce((sum, count) => sum + Math.max(1, count), 0);
  return used + Math.max(1, threads) <= cores;
}
