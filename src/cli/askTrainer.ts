import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fromTrainerSchema } from '../protocol/trainer';
import type { FromTrainer, ToTrainer } from '../protocol/trainer';
import type { RunManifest } from '../runs/manifest';

/** A validation or a checkpoint may have to end first. */
const answerLimitMs = 120_000;

export interface TrainerQuestion {
  readonly process: NonNullable<RunManifest['process']>;
  readonly request: ToTrainer;
  /** Whether what was asked for has happened, by what the trainer says. */
  readonly isDone: (message: FromTrainer) => boolean;
}

/**
 * Asks a trainer on this machine for something over its socket. Resolves with the message that says it has happened, or
 * with undefined when the trainer has ended.
 * @throws Error when it can't be reached, refuses, or does not do it in time
 */
export function askTrainer({ process, request, isDone }: TrainerQuestion): Promise<FromTrainer | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(process.socket);
    const send = (message: ToTrainer): void => void socket.write(`${JSON.stringify(message)}\n`);
    const finish = (error: Error | undefined, answer?: FromTrainer): void => {
      clearTimeout(timer);
      socket.destroy();
      if (error === undefined) resolve(answer);
      else reject(error);
    };
    const timer = setTimeout(() => {
      finish(new Error(`The trainer was asked, but has not done it within ${answerLimitMs / 1000} seconds.`));
    }, answerLimitMs);
    socket.on('connect', () => {
      send({ type: 'hello', token: process.token });
      send(request);
    });
    socket.on('error', (error) => finish(new Error(`The trainer can't be reached: ${error.message}.`)));
    const lines = createInterface({ input: socket, crlfDelay: Infinity });
    // readline passes on the socket's errors, which are dealt with above.
    lines.on('error', () => undefined);
    lines.on('line', (line) => {
      const message = parse(line);
      if (message?.type === 'refused') finish(new Error(`The trainer refused: ${message.message}`));
      else if (message !== undefined && isDone(message)) finish(undefined, message);
    });
    lines.on('close', () => finish(undefined));
  });
}

function parse(line: string): FromTrainer | undefined {
  try {
    return fromTrainerSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
