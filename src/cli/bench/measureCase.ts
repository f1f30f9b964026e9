import { hasDropout, withoutDropout, type BenchCase } from './benchCase';
import type { BenchPeer, PeerCommand } from './benchPeer';
import type { CaseFiles } from './caseFiles';
import { comparedSteps } from './lossAgreement';
import { loadedSchema, lossesSchema, memorySchema, timesSchema } from './peerMessages';
import type { RunningPeers } from './runningPeers';
import { takeTurns, type Skipped } from './takeTurns';
import { smallest } from './timing';
import type { Measured } from './trainingRow';

export interface Rounds {
  readonly count: number;
  /** How long a program's turn takes, about. */
  readonly sliceMs: number;
}

const calibrationSteps = 2;
const maxStepsOfSlice = 50;

interface Prepared {
  readonly peer: BenchPeer;
  readonly stepsOfTurn: number;
  readonly measured: Omit<Measured, 'rounds'>;
  readonly rounds: { stepsMs: number[]; cpuMs: number }[];
}

/** Measures the training steps of programs on one case, in turns. */
export async function measureCase(
  one: BenchCase,
  files: CaseFiles,
  commands: readonly PeerCommand[],
  { running, rounds, memory }: { running: RunningPeers; rounds: Rounds; memory: boolean },
): Promise<{ measured: Measured[]; skipped: Skipped[] }> {
  const { finished, skipped } = await takeTurns(
    commands,
    rounds.count,
    (command) => prepare(one, files, command, { running, rounds }),
    async (program) => {
      const request = { type: 'run', steps: program.stepsOfTurn } as const;
      program.rounds.push(await program.peer.ask(request, timesSchema));
    },
  );
  const measured: Measured[] = [];
  for (const program of finished)
    measured.push({
      ...program.measured,
      rounds: program.rounds,
      ...(memory ? await program.peer.ask({ type: 'memory' }, memorySchema) : {}),
    });
  return { measured, skipped };
}

async function prepare(
  one: BenchCase,
  files: CaseFiles,
  command: PeerCommand,
  { running, rounds }: { running: RunningPeers; rounds: Rounds },
): Promise<Prepared> {
  const { peer, hello, startMs } = await running.get(command);
  const load = async ({ model, training, size }: BenchCase) => {
    const message = { type: 'load', case: { model, training, size }, ...files } as const;
    return (await peer.ask(message, loadedSchema)).firstStepMs;
  };
  let firstStepMs = await load(withoutDropout(one));
  const { losses } = await peer.ask({ type: 'losses', steps: comparedSteps }, lossesSchema);
  if (hasDropout(one)) firstStepMs = await load(one);
  const { stepsMs } = await peer.ask({ type: 'run', steps: calibrationSteps }, timesSchema);
  const stepsOfTurn = Math.min(maxStepsOfSlice, Math.max(1, Math.ceil(rounds.sliceMs / smallest(stepsMs))));
  const { engine, threads } = command;
  return {
    peer,
    stepsOfTurn,
    measured: { engine, threads, ...hello, losses, startMs, firstStepMs },
    rounds: [],
  };
}
