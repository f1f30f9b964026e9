import type { BenchCase } from './benchCase';
import type { PeerCommand } from './benchPeer';
import { writeCaseFiles } from './caseFiles';
import { measureCase, type Rounds } from './measureCase';
import { RunningPeers } from './runningPeers';
import type { Skipped } from './takeTurns';
import { trainingRows, type TrainingRow } from './trainingRow';

export interface SkippedRow extends Skipped {
  readonly model: string;
  readonly shape: string;
}

export interface TrainingBench {
  readonly rows: readonly TrainingRow[];
  readonly skipped: readonly SkippedRow[];
}

export interface TrainingBenchOptions {
  /** For files that the programs read. */
  readonly folder: string;
  readonly rounds: Rounds;
  /**
   * Every case in new processes: slower, but no case suffers from the one before it, and each has its own peak memory.
   */
  readonly freshProcesses: boolean;
  readonly onCase: (done: TrainingBench) => void;
}

/** Measures training steps, case by case. */
export async function runTrainingBench(
  cases: readonly BenchCase[],
  commands: readonly PeerCommand[],
  { folder, rounds, freshProcesses, onCase }: TrainingBenchOptions,
): Promise<TrainingBench> {
  const rows: TrainingRow[] = [];
  const skippedRows: SkippedRow[] = [];
  const running = new RunningPeers();
  try {
    for (const one of cases) {
      const files = await writeCaseFiles(folder, one);
      const options = { running, rounds, memory: freshProcesses };
      const { measured, skipped } = await measureCase(one, files, commands, options);
      const { modelName: model, shapeName: shape } = one;
      const done = {
        rows: trainingRows(one, measured),
        skipped: skipped.map((each) => ({ model, shape, ...each })),
      };
      rows.push(...done.rows);
      skippedRows.push(...done.skipped);
      onCase(done);
      if (freshProcesses) await running.stop();
    }
    return { rows, skipped: skippedRows };
  } finally {
    await running.stop();
  }
}
