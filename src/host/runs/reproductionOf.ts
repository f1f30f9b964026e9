import type { Reproduction } from '../../runs/manifest';
import type { Run } from './run';

/** How a run compares with another: with the one that it reproduces, or the newest one that reproduces it. */
export interface RunComparison {
  readonly reproduction: Reproduction;
  /** The other run. */
  readonly otherId: string;
  /** Whether the run is the one that was reproduced. */
  readonly isOriginal: boolean;
}

/** @param runs all runs, newest first */
export function reproductionOf(
  { id, root, manifest }: Pick<Run, 'id' | 'root' | 'manifest'>,
  runs: readonly Run[],
): RunComparison | undefined {
  const { reproduces, reproduction } = manifest;
  if (reproduces !== undefined && reproduction !== undefined)
    return { reproduction, otherId: reproduces, isOriginal: false };
  for (const other of runs) {
    if (other.root !== root || other.manifest.reproduces !== id) continue;
    const found = other.manifest.reproduction;
    if (found !== undefined) return { reproduction: found, otherId: other.id, isOriginal: true };
  }
  return undefined;
}
