import type { Disposable } from 'vscode';
import type { FromTrainer, ToTrainer } from '../../protocol/trainer';
import type { RunManifest } from '../../runs/manifest';
import { observeStatus } from '../../runs/processIdentity';
import { readManifest } from '../../runs/readManifest';
import { TrainerConnection } from './trainerConnection';

export interface RunFollowerOptions {
  readonly folder: string;
  readonly onMessage: (message: FromTrainer) => void;
  /** The trainer has ended (or its folder is gone): the folder tells how. Called once. */
  readonly onEnded: () => void;
  readonly log: (text: string) => void;
}

/** Waiting time before each new attempt; the last one repeats. A trainer that has ended is noticed at the first. */
const retryMs = [100, 250, 500, 1_000, 2_000, 5_000];

/** Stays connected with the trainer of one run for as long as that process lives. */
export class RunFollower implements Disposable {
  private connection: TrainerConnection | undefined;
  private timer: NodeJS.Timeout | undefined;
  private attempts = 0;
  private done = false;

  constructor(private readonly options: RunFollowerOptions) {
    void this.connect();
  }

  /** False when the trainer can't be reached at the moment. */
  send(message: ToTrainer): boolean {
    return this.connection?.send(message) ?? false;
  }

  dispose(): void {
    this.done = true;
    clearTimeout(this.timer);
    this.connection?.close();
  }

  private async connect(): Promise<void> {
    const manifest = await this.livingManifest();
    if (this.done) return;
    if (manifest === undefined) {
      this.done = true;
      this.options.onEnded();
      return;
    }
    // While the socket can't be reached (a trainer on another machine), the folder at least is looked at.
    if (this.attempts > 0) this.options.onMessage({ type: 'manifest', manifest });
    if (manifest.process === undefined) {
      this.retry();
      return;
    }
    const { socket, token } = manifest.process;
    this.connection = new TrainerConnection({
      socket,
      token,
      onMessage: (message) => {
        this.attempts = 0;
        this.options.onMessage(message);
      },
      onClose: (reason) => {
        this.connection = undefined;
        if (this.done) return;
        this.options.log(`${manifest.id}: ${reason}`);
        this.retry();
      },
    });
  }

  /** The manifest, as long as it says that a process is at work and that process lives. */
  private async livingManifest(): Promise<RunManifest | undefined> {
    try {
      const manifest = await readManifest(this.options.folder);
      const status = await observeStatus(manifest);
      return status === 'preparing' || status === 'running' ? manifest : undefined;
    } catch {
      return undefined;
    }
  }

  private retry(): void {
    const waitMs = retryMs[Math.min(this.attempts, retryMs.length - 1)];
    this.attempts++;
    this.timer = setTimeout(() => void this.connect(), waitMs);
  }
}
