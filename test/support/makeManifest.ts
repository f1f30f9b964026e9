import type { RunManifest } from '../../src/runs/manifest';

/** The manifest of some run that is being trained. */
export function makeManifest(changes: Partial<RunManifest> = {}): RunManifest {
  return {
    version: 1,
    id: 'copy-20250101-000000',
    name: 'copy',
    configFile: '/somewhere/copy.s2s.json',
    status: 'running',
    createdAt: '2025-01-01T00:00:00.000Z',
    updatedAt: '2025-01-01T00:00:00.000Z',
    engine: { name: 'wasm', version: 'tfjs-backend-wasm 4.22.0', threads: 1, reason: 'Asked for.' },
    versions: {},
    seed: 1,
    parameterCount: 10,
    data: {},
    step: 0,
    epoch: 0,
    stepsPerEpoch: 1,
    elapsedMs: 0,
    ...changes,
  };
}
