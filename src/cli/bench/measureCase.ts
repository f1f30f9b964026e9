import { setTimeout as pause } from 'node:timers/promises';
import { hasDropout, withoutDropout, type BenchCase } from './benchCase';
import { PeerUnsupported } from './benchPeer';
import type { BenchPeer, PeerCommand } from './benchPeer';
import type { CaseFiles } from './caseFiles';
import { comparedSteps, type Losses } from './lossAgreement';
import { loadedSchema, lossesSchema, memorySchema, timesSchema, type Hello } from './peerMessages';
import { smallest } from './timing';
import type { Measured } from './trainingRow';

export interface Rounds {
  readonly count: number;
  /** How long a program's turn takes, about. */
  readonly sliceMs: number;
}

/** A program that could not be measured on a case. */
export interface Skipped {
  readonly engine: string;
  readonly threads: number;
  readonly reason: string;
  /** False where it only can't compute the same model. */
  readonly failed: boolean;
}

/** Gives a running program, started now or before. */
export type StartPeer = (
  command: PeerCommand,
) => Promise<{ readonly peer: BenchPeer; readonly hello: Hello; readonly startMs: number }>;

/** Programs wait for work by spinning for a moment: let it pass. */
const settleMs = 20;
const calibrationSteps = 2;
const maxStepsOfSlice = 50;

interface Runner {
  readonly peer: BenchPeer;
  readonly steps: number;
  readonly measured: Omit<Measured, 'rounds'>;
  readonly rounds: { stepsMs: number[]; cpuMs: number }[];
}

/**
 * Measures programs on one case, never two at a time: all load it, then they take turns, round by round, so that
 * whatever else slows the machine down meets all of them.
 */
export async function measureCase(
  one: BenchCase,
  files: CaseFiles,
  commands: readonly PeerCommand[],
  { start, rounds, memory }: { start: StartPeer; rounds: Rounds; memory: boolean },
): Promise<{ measured: Measured[]; skipped: Skipped[] }> {
  const runners: Runner[] = [];
  const skipped: Skipped[] = [];
  const skip = ({ engine, threads }: PeerCommand, error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    skipped.push({ engine, threads, reason, failed: !(error instanceof PeerUnsupported) });
  };
  for (const command of commands) {
    try {
      runners.push(await prepare(one, files, command, { start, rounds }));
    } catch (error) {
      skip(command, error);
    }
  }
  const failed = new Set<Runner>();
  for (let round = 0; round < rounds.count; round++) {
    for (let turn = 0; turn < runners.length; turn++) {
      const runner = runners[(turn + round) % runners.length];
      if (runner === undefined || failed.has(runner)) continue;
      try {
        await pause(settleMs);
        runner.rounds.push(await runner.peer.ask({ type: 'run', steps: runner.steps }, timesSchema));
      } catch (error) {
        failed.add(runner);
        skip(runner.peer.description, error);
      }
    }
  }
  const measured: Measured[] = [];
  for (const runner of runners.filter((each) => !failed.has(each)))
    measured.push({
      ...runner.measured,
      rounds: runner.rounds,
      ...(memory ? await runner.peer.ask({ type: 'memory' }, memorySchema) : {}),
    });
  return { measured, skipped };
}

async function prepare(
  one: BenchCase,
  files: CaseFiles,
  command: PeerCommand,
  { start, rounds }: { start: StartPeer; rounds: Rounds },
): Promise<Runner> {
  const { peer, hello, startMs } = await start(command);
  const load = async ({ model, training, size }: BenchCase) => {
    const message = { type: 'load', case: { model, training, size }, ...files } as const;
    return (await peer.ask(message, loadedSchema)).firstStepMs;
  };
  let firstStepMs = await load(withoutDropout(one));
  const { losses }: { losses: Losses } = await peer.ask(
    { type: 'losses', steps: comparedSteps },
    lossesSchema,
  );
  if (hasDropout(one)) firstStepMs = await load(one);
  const { stepsMs } = await peer.ask({ type: 'run', steps: calibrationSteps }, timesSchema);
  const steps = Math.min(maxStepsOfSlice, Math.max(1, Math.ceil(rounds.sliceMs / smallest(stepsMs))));
  const { engine, threads } = command;
  return {
    peer,
    steps,
    measured: { engine, threads, ...hello, losses, startMs, firstStepMs },
    rounds: [],
  };
}
