/** How many trainings may run at once: each takes its threads, and at least one always may. `threads` 0 counts as one. */
export function trainingCapacity(cores: number, threads: number): number {
  return Math.max(1, Math.floor(cores / Math.max(1, threads)));
}
