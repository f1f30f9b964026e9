import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { BenchCase } from './benchCase';
import { BenchPeer, type PeerCommand } from './benchPeer';
import { writeCaseFiles } from './caseFiles';
import { measureCase, type Rounds, type Skipped, type StartPeer } from './measureCase';
import { trainingRows, type TrainingRow } from './trainingRow';

export interface SkippedRow extends Skipped {
  readonly model: string;
  readonly shape: string;
}

export interface TrainingBench {
  readonly rows: TrainingRow[];
  readonly skipped: SkippedRow[];
}

/**
 * Measures training steps, case by case.
 * @param freshProcesses every case in new processes: slower, but no case suffers from the one before it, and each has
 * its own peak memory
 */
export async function runTrainingBench(
  cases: readonly BenchCase[],
  commands: readonly PeerCommand[],
  {
    rounds,
    freshProcesses,
    onCase,
  }: { rounds: Rounds; freshProcesses: boolean; onCase: (done: TrainingBench) => void },
): Promise<TrainingBench> {
  const all: TrainingBench = { rows: [], skipped: [] };
  const running = new RunningPeers();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'seq2seq-lab-bench-'));
  try {
    for (const one of cases) {
      const files = await writeCaseFiles(folder, one);
      const start: StartPeer = (command) => running.get(command);
      const { measured, skipped } = await measureCase(one, files, commands, {
        start,
        rounds,
        memory: freshProcesses,
      });
      const { modelName: model, shapeName: shape } = one;
      const done = {
        rows: trainingRows(one, measured),
        skipped: skipped.map((each) => ({ model, shape, ...each })),
      };
      all.rows.push(...done.rows);
      all.skipped.push(...done.skipped);
      onCase(done);
      if (freshProcesses) await running.stop();
    }
    return all;
  } finally {
    await running.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

type Started = Awaited<ReturnType<typeof BenchPeer.start>>;

/** The programs that run at the moment. */
class RunningPeers {
  private readonly started = new Map<PeerCommand, Started>();

  async get(command: PeerCommand): Promise<Started> {
    const known = this.started.get(command);
    if (known?.peer.isAlive === true) return known;
    const started = await BenchPeer.start(command);
    this.started.set(command, started);
    return started;
  }

  async stop(): Promise<void> {
    const stopped = [...this.started.values()].map(({ peer }) => peer.stop());
    this.started.clear();
    await Promise.all(stopped);
  }
}
