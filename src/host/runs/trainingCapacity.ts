export interface Room {
  readonly cores: number;
  /** Of each training that is starting, under way or paused. */
  readonly threadsInUse: readonly number[];
  /** Of the new one; 0, the engine's own choice, counts as one. */
  readonly threads: number;
  /** How many trainings at once at most; 0: as many as the cores allow. */
  readonly maxParallel: number;
}

/**
 * Whether one more training may begin beside those that are under way: as long as there are fewer than were asked for, or
 * else as long as their threads together are not more than the cores. One alone always may.
 */
export function hasRoom({ cores, threadsInUse, threads, maxParallel }: Room): boolean {
  if (threadsInUse.length === 0) return true;
  if (maxParallel > 0) return threadsInUse.length < maxParallel;
  const used = threadsInUse.reduce((sum, count) => sum + Math.max(1, count), 0);
  return used + Math.max(1, threads) <= cores;
}
