import { parentPort, workerData } from 'node:worker_threads';
import { initializeWasmBackend } from '../initializeWasmBackend';
import type { WorkerCommand, WorkerReport, WorkerStart } from './messages';
import { RunControl } from './runControl';
import { ShardWorker } from './shardWorker';

/** Entry point of the threads that compute shards of a step. */
async function main(start: WorkerStart): Promise<void> {
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
    const worker = new ShardWorker(start);
    parentPort?.on('message', (command: WorkerCommand) => {
      worker.execute(command);
    });
  } catch (error) {
    report({ type: 'broken', message: error instanceof Error ? error.message : String(error) });
    control.stop();
  }
}

void main(workerData as WorkerStart);
