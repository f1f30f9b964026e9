import { processState } from '../../runs/processIdentity';
import { readManifest } from '../../runs/readManifest';

/** Sends a signal to the trainer of a run, if that very process still runs on this machine. */
export async function signalTrainer(runFolder: string, signal: NodeJS.Signals): Promise<void> {
  const { process: trainer } = await readManifest(runFolder);
  if (trainer === undefined || (await processState(trainer)) !== 'alive') return;
  process.kill(trainer.pid, signal);
}
