/** Names inside a run folder; `manifest.ts` shows the whole. */
export const runFiles = {
  manifest: 'run.json',
  config: 'config.s2s.json',
  codecs: 'codecs.json',
  metrics: 'metrics.jsonl',
  samples: 'samples.jsonl',
  snapshots: 'snapshots',
  checkpoints: 'checkpoints',
  best: 'best',
  last: 'last',
  log: 'trainer.log',
  notes: 'notes.json',
} as const;

/** Names inside `checkpoints/<step>/`. */
export const checkpointFiles = {
  weights: 'weights.safetensors',
  optimizer: 'optimizer.safetensors',
  state: 'state.json',
} as const;

export const snapshotName = (step: number): string => `${step}.safetensors`;

/** The step a checkpoint folder or a snapshot is named after; undefined for any other name. */
export function stepOfName(name: string): number | undefined {
  const match = /^(\d{1,15})(?:\.safetensors)?$/.exec(name);
  return match === null ? undefined : Number(match[1]);
}
