import type { RunListEntry } from '../runs/runList';

/**
 * What to say when the newest run of a config was ended without a word: on the command line a training that the system ends
 * (when memory runs out, say) can't say so itself.
 */
export function crashedBefore(runs: readonly RunListEntry[], configFile: string): string | undefined {
  const newest = runs.find(
    (entry) =>
      entry.type === 'run' &&
      entry.manifest.configFile === configFile &&
      // Of variants their sweep or ladder tells.
      entry.manifest.group === undefined,
  );
  if (newest?.type !== 'run' || newest.status !== 'crashed') return undefined;
  return `The last training of this config (${newest.id}) ended without a word at step ${newest.manifest.step}: somebody ended it, or the system did because memory ran out. --resume goes on from its last checkpoint. If memory ran out, train anew with a smaller training.batch_size.`;
}
