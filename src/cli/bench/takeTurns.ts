import { setTimeout as pause } from 'node:timers/promises';
import { PeerUnsupported, type BenchPeer, type PeerCommand } from './benchPeer';

/** A program that could not be measured. */
export interface Skipped {
  readonly engine: string;
  readonly threads: number;
  readonly reason: string;
  /** False where it only can't compute the same. */
  readonly failed: boolean;
}

/** Programs wait for work by spinning for a moment: let it pass. */
const settleMs = 20;

/**
 * Lets programs work, never two at a time: all prepare, then they take turns, round by round, so that whatever else
 * slows the machine down meets all of them.
 * @param prepare starts a program and gets it ready
 * @param turn what it does in a round; rounds count from 0
 * @returns what was prepared, of the programs that came through all rounds
 */
export async function takeTurns<Prepared extends { readonly peer: BenchPeer }>(
  commands: readonly PeerCommand[],
  rounds: number,
  prepare: (command: PeerCommand) => Promise<Prepared>,
  turn: (prepared: Prepared, round: number) => Promise<void>,
): Promise<{ finished: Prepared[]; skipped: Skipped[] }> {
  let running: Prepared[] = [];
  const skipped: Skipped[] = [];
  const skip = ({ engine, threads }: PeerCommand, error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    skipped.push({ engine, threads, reason, failed: !(error instanceof PeerUnsupported) });
  };
  for (const command of commands) {
    try {
      running.push(await prepare(command));
    } catch (error) {
      skip(command, error);
    }
  }
  for (let round = 0; round < rounds; round++) {
    const failed = new Set<Prepared>();
    // Another one begins every time.
    const first = round % Math.max(1, running.length);
    for (const prepared of [...running.slice(first), ...running.slice(0, first)]) {
      try {
        await pause(settleMs);
        await turn(prepared, round);
      } catch (error) {
        failed.add(prepared);
        skip(prepared.peer.description, error);
      }
    }
    running = running.filter((prepared) => !failed.has(prepared));
  }
  return { finished: running, skipped };
}
