import type { Run } from '../runs/run';

type Named = Pick<Run, 'folder' | 'id'> & { readonly manifest: Pick<Run['manifest'], 'name'> };

/**
 * The run that somebody means: by the path of its folder, its id, or the name of its config, of which the newest is meant.
 * @param runs newest first
 */
export function resolveModel<R extends Named>(runs: readonly R[], model: string): R | undefined {
  return (
    runs.find(({ folder }) => folder === model) ??
    runs.find(({ id }) => id === model) ??
    runs.find(({ manifest }) => manifest.name === model)
  );
}
