import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { BenchSelection } from './benchSelection';
import { runDecodingBench, type DecodingRow } from './decodingBench';
import { growthCases, growthRows, type GrowthRow } from './growth';
import { describeMachine, type Machine } from './machine';
import { runTrainingBench, type SkippedRow } from './runTrainingBench';
import type { TrainingRow } from './trainingRow';

/** Everything that was measured: what `bench --json` prints. */
export interface BenchResult {
  readonly machine: Machine;
  readonly rows: readonly TrainingRow[];
  readonly decoding: readonly DecodingRow[];
  readonly growth: readonly GrowthRow[];
  /** What could not be measured, and why. */
  readonly skipped: readonly SkippedRow[];
}

/** Told of what is finished. */
export interface BenchProgress {
  readonly training: (rows: readonly TrainingRow[]) => void;
  readonly decoding: (rows: readonly DecodingRow[]) => void;
  readonly growth: (rows: readonly GrowthRow[]) => void;
  readonly skipped: (rows: readonly SkippedRow[]) => void;
}

const quickRounds = { count: 4, sliceMs: 200 };
const fullRounds = { count: 10, sliceMs: 400 };

export async function runBench(
  selection: BenchSelection,
  { quick, progress }: { quick: boolean; progress: BenchProgress },
): Promise<BenchResult> {
  const machine = describeMachine();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'seq2seq-lab-bench-'));
  try {
    const training = await runTrainingBench(
      selection.training.length === 0 ? [] : selection.cases,
      selection.training,
      {
        folder,
        rounds: quick ? quickRounds : fullRounds,
        freshProcesses: !quick,
        onCase: ({ rows, skipped }) => {
          progress.training(rows);
          progress.skipped(skipped);
        },
      },
    );
    const decoding = await runDecodingBench(selection.decoding, {
      folder,
      rounds: quick ? 2 : 10,
      onModel: progress.decoding,
    });
    progress.skipped(decoding.skipped);
    const sizes = await runTrainingBench(selection.growth.length === 0 ? [] : growthCases, selection.growth, {
      folder,
      rounds: quickRounds,
      freshProcesses: false,
      onCase: ({ skipped }) => {
        progress.skipped(skipped);
      },
    });
    const growth = growthRows(sizes.rows);
    progress.growth(growth);
    const skipped = [...training.skipped, ...decoding.skipped, ...sizes.skipped];
    return { machine, rows: training.rows, decoding: decoding.rows, growth, skipped };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
