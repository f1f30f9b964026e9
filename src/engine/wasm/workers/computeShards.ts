import { initializeWasmBackend } from '../initializeWasmBackend';
import type { WorkerCommand, WorkerReport, WorkerStart } from './messages';
import { receiveMessages } from './receiveMessages';
import { RunControl } from './runControl';
import { ShardWorker } from './shardWorker';

/** Computes one shard of every run in this thread, until all waiting ends. */
export async function computeShards(start: WorkerStart): Promise<void> {
  const control = new RunControl(start.control, start.participants);
  const report = (message: WorkerReport) => {
    start.reports.postMessage(message);
  };
  // Whatever ends this thread, nobody may wait for it.
  process.once('exit', () => {
    control.stop();
  });
  try {
    report({ type: 'ready', version: await initializeWasmBackend(start.wasmFolder) });
    const worker = new ShardWorker(start, control);
    // Not by events: waking up from a sleep is faster than an event.
    for (let seen = 0; !control.isStopped; seen = control.awaitCommand(seen))
      for (const command of receiveMessages<WorkerCommand>(start.commands)) worker.execute(command);
  } catch (error) {
    report({ type: 'broken', message: error instanceof Error ? error.message : String(error) });
    control.stop();
  }
}
