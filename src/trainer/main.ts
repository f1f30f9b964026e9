import { trainerStartSchema } from '../protocol/trainer';
import type { FromTrainer, TrainerStart, TrainerStarted } from '../protocol/trainer';
import { parseMessage } from './parseMessage';
import { TrainingSession } from './trainingSession';

/**
 * Entry point of the forked trainer process. Its parent sends one `TrainerStart` over the fork's channel and gets one
 * `TrainerStarted` back; everything else goes over the socket that `run.json` names. What it prints is its log.
 */

/** How long training waits for the window that has started it. */
const watcherLimitMs = 300;

let session: TrainingSession | undefined;
let stopRequested = false;

function log(text: string): void {
  console.error(`${new Date().toISOString()} ${text}`);
}

function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Checkpoint and end, also when training has not begun yet. */
function stop(reason: string): void {
  log(`Stopping: ${reason}.`);
  stopRequested = true;
  session?.stop();
}

function answer(started: TrainerStarted): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(started, () => resolve());
  });
}

async function refuse(error: unknown): Promise<never> {
  log(errorText(error));
  await answer({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}

async function train(start: TrainerStart): Promise<void> {
  try {
    session = await TrainingSession.open(start, { onMessage: logMessage });
  } catch (error) {
    return refuse(error);
  }
  await answer({ type: 'listening', runFolder: session.folder });
  // An open channel is how the end of the parent is noticed; a trainer that outlives it has no use for one.
  if (start.whenParentExits === 'keepRunning' && process.connected) process.disconnect();
  // The window that has started this training is on its way to watch: it should not miss what blocks this process first.
  await session.whenWatched(watcherLimitMs);
  if (stopRequested) session.stop();
  try {
    const { status, stopReason, step } = await session.run();
    log(`The run is ${status} (${stopReason ?? 'no reason'}) at step ${step}.`);
    process.exit(0);
  } catch (error) {
    log(errorText(error));
    process.exit(1);
  }
}

function logMessage(message: FromTrainer): void {
  if (message.type === 'warning') log(`Warning: ${message.message}`);
}

async function failAndExit(error: unknown): Promise<void> {
  log(errorText(error));
  await session?.fail(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

// The log may be a pipe whose reader has gone: that must not end a training.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
process.on('uncaughtException', (error) => void failAndExit(error));
process.on('unhandledRejection', (error) => void failAndExit(error));
process.on('SIGTERM', () => stop('SIGTERM'));
process.on('SIGINT', () => stop('SIGINT'));
// A closed terminal is no reason to stop: the parent's end is told by the channel.
process.on('SIGHUP', () => undefined);

process.once('message', (message) => {
  let start: TrainerStart;
  try {
    start = parseMessage(trainerStartSchema, message, 'start message');
  } catch (error) {
    void refuse(error);
    return;
  }
  if (start.whenParentExits === 'checkpointAndStop')
    process.on('disconnect', () => stop('the parent process is gone'));
  void train(start);
});

if (process.send === undefined) {
  log('This is the trainer process of Seq2Seq Lab: the extension forks it. From a shell, use cli.js train.');
  process.exitCode = 2;
}
