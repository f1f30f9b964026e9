import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

interface WrittenRun {
  /** Of its config. */
  readonly name?: string;
  readonly status?: 'finished' | 'stopped' | 'failed';
}

/** A run as training leaves it, without its checkpoints: enough to compare. */
export function writeRun(
  workspace: string,
  number: number,
  config: Record<string, unknown>,
  { name = 'weekdays', status = 'finished' }: WrittenRun = {},
): string {
  const id = `${name}-20260101-08000${number}`;
  const folder = path.join(workspace, '.s2s', 'runs', id);
  mkdirSync(folder, { recursive: true });
  const createdAt = `2026-01-01T08:00:0${number}.000Z`;
  const lines = Array.from({ length: 120 }, (_, index) => {
    const step = (index + 1) * 10;
    const loss =
      0.1 + (2 + number / 4) * Math.exp(-step / (150 + 90 * number)) + 0.05 * Math.sin(step * number);
    const point = { step, epoch: step / 300, elapsedMs: step * (40 + 10 * number), loss };
    const metrics = { ...point, perplexity: Math.exp(loss), tokenAccuracy: Math.exp(-loss / 2) };
    const train = {
      kind: 'train',
      ...metrics,
      learningRate: 0.01,
      gradientNorm: 1,
      tokensPerSecond: 9000,
      tensors: 9,
    };
    const dev = { kind: 'dev', ...metrics, sequenceAccuracy: Math.exp(-loss * 2), pairs: 50, best: true };
    return step % 200 === 0 ? [train, dev] : [train];
  }).flat();
  const sequenceAccuracy = lines.findLast((line) => line.kind === 'dev');
  const best = {
    metric: 'sequence_accuracy',
    value:
      sequenceAccuracy !== undefined && 'sequenceAccuracy' in sequenceAccuracy
        ? sequenceAccuracy.sequenceAccuracy
        : 0,
    step: 1200,
  };
  const manifest = {
    ...{ version: 1, id, name, configFile: path.join(workspace, `${name}.s2s.json`) },
    ...{ status, createdAt, updatedAt: createdAt, finishedAt: createdAt, stopReason: 'updates' },
    engine: { name: 'wasm', version: '4.22.0', threads: 1, reason: 'for a test' },
    ...{ versions: {}, seed: 42, parameterCount: 20_000 * number, data: {}, step: 1200, epoch: 4 },
    ...{ totalSteps: 1200, stepsPerEpoch: 300, elapsedMs: 60_000, best },
  };
  writeFileSync(
    path.join(folder, 'metrics.jsonl'),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  const data = { train: { generator: 'dates', size: 1000 }, dev: { generator: 'dates', size: 50 } };
  writeFileSync(path.join(folder, 'config.s2s.json'), JSON.stringify({ data, ...config }));
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify(manifest));
  return folder;
}
