import { benchCase, benchShapes, type BenchModelName } from './benchCase';
import type { PeerCommand } from './benchPeer';
import { writeCaseFiles } from './caseFiles';
import { decodedSchema, decodingTasks, type DecodingTask } from './peerMessages';
import { RunningPeers } from './runningPeers';
import type { SkippedRow } from './runTrainingBench';
import { takeTurns } from './takeTurns';
import { quantile } from './timing';

export interface DecodingRow {
  readonly model: string;
  readonly shape: string;
  readonly engine: string;
  readonly threads: number;
  readonly task: DecodingTask;
  readonly runs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** p50 of the beam search against that of the greedy one. */
  readonly ratioToGreedy?: number;
}

const shapeName = 'c256';
const models: readonly BenchModelName[] = ['lstm-luong', 'gru-bahdanau'];
const runsOfTurn: Readonly<Record<DecodingTask, number>> = { greedy: 10, beam5: 6, lines200: 1 };

/** Measures how long our engines take to decode, warm. */
export async function runDecodingBench(
  commands: readonly PeerCommand[],
  { folder, rounds, onModel }: { folder: string; rounds: number; onModel: (rows: DecodingRow[]) => void },
): Promise<{ rows: DecodingRow[]; skipped: SkippedRow[] }> {
  const rows: DecodingRow[] = [];
  const skippedRows: SkippedRow[] = [];
  const running = new RunningPeers();
  try {
    for (const model of models) {
      const one = benchCase(model, shapeName, benchShapes[shapeName]);
      const { weightsFile } = await writeCaseFiles(folder, one);
      const { finished, skipped } = await takeTurns(
        commands,
        rounds,
        async (command) => {
          const { peer } = await running.get(command);
          await peer.ask({ type: 'load-decoder', case: one, weightsFile }, decodedSchema);
          return { peer, times: noTimes() };
        },
        async ({ peer, times }) => {
          for (const task of decodingTasks) {
            const request = { type: 'decode', task, runs: runsOfTurn[task] } as const;
            times[task].push(...(await peer.ask(request, decodedSchema)).runsMs);
          }
        },
      );
      const done = finished.flatMap(({ peer, times }) => rowsOf(model, peer.description, times));
      onModel(done);
      rows.push(...done);
      skippedRows.push(...skipped.map((each) => ({ model, shape: shapeName, ...each })));
    }
    return { rows, skipped: skippedRows };
  } finally {
    await running.stop();
  }
}

function noTimes(): Record<DecodingTask, number[]> {
  return { greedy: [], beam5: [], lines200: [] };
}

function rowsOf(
  model: string,
  { engine, threads }: PeerCommand,
  times: Readonly<Record<DecodingTask, readonly number[]>>,
): DecodingRow[] {
  return decodingTasks.map((task) => {
    const p50Ms = quantile(times[task], 0.5);
    return {
      model,
      shape: shapeName,
      engine,
      threads,
      task,
      runs: times[task].length,
      p50Ms,
      p95Ms: quantile(times[task], 0.95),
      ...(task === 'beam5' ? { ratioToGreedy: p50Ms / quantile(times.greedy, 0.5) } : {}),
    };
  });
}
