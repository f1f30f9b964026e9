import * as vscode from 'vscode';
import type { FromTrainer } from '../../protocol/trainer';
import { formatDiagnostic } from '../../core/config/formatDiagnostic';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import { checkConfig } from '../language/checkConfig';
import { currentText } from '../language/configFile';
import { endMessage } from '../runs/crashText';
import type { Run } from '../runs/run';
import { placeInQueue, queued } from '../runs/trainingQueue';
import type { PendingTraining, TrainingRequest } from '../runs/trainings';
import { numberText } from '../numberText';
import { Throttle } from '../throttle';
import { bestText } from '../views/metricText';
import { badgeText } from '../views/reproductionText';
import { changeLine, pointLine, validationLine } from './trainingLines';
import { taskExitCodes, TaskOutput } from './taskOutput';

/** The problem matcher takes these for the beginning and the end of the preparations. */
const [preparingSign, trainingSign] = ['▷', '▶'];
const pointIntervalMs = 5_000;
const placeIntervalMs = 500;

export interface TrainingTerminalOptions {
  readonly config: vscode.Uri;
  /** Whether the text of the config counts, and not what a run has kept. */
  readonly isChecked: boolean;
  /** Tells the request of this training from others of the same config. */
  readonly isMine: (request: TrainingRequest) => boolean;
  /** Begins as the command does: in the queue, with the settings, in the Runs view. Resolves with the run folder. */
  readonly start: () => Promise<string | undefined>;
}

/** A training as a task: tells how it goes. Ending the task, or Ctrl+C, has it write a checkpoint and stop. */
export class TrainingTerminal implements vscode.Pseudoterminal {
  private readonly disposables = new Disposables();
  private readonly output = this.disposables.add(new TaskOutput());
  private folder: string | undefined;
  private isStopping = false;
  private lastPointMs = -Infinity;
  private lastPlace = '';
  readonly onDidWrite = this.output.onDidWrite;
  readonly onDidClose = this.output.onDidClose;

  constructor(
    private readonly services: HostServices,
    private readonly options: TrainingTerminalOptions,
  ) {}

  open(): void {
    void this.run().catch((error: unknown) => {
      this.output.line(error instanceof Error ? error.message : String(error));
      this.output.end(taskExitCodes.failed);
    });
  }

  handleInput(data: string): void {
    if (data === '\u0003') this.stop();
  }

  close(): void {
    this.stop();
    this.disposables.dispose();
  }

  private async run(): Promise<void> {
    const { trainings, store, messages } = this.services;
    const { config, isChecked, start } = this.options;
    this.output.line(
      vscode.l10n.t('{0} Preparing {1}', preparingSign, vscode.workspace.asRelativePath(config)),
    );
    if (isChecked) {
      const { diagnostics } = await checkConfig(config, await currentText(config));
      for (const diagnostic of diagnostics) this.output.line(formatDiagnostic(config.fsPath, diagnostic));
    }
    const before = messages.count;
    const places = this.disposables.add(new Throttle(placeIntervalMs, () => this.tellPlace()));
    // Not at once: most trainings wait for a moment only.
    places.request();
    this.disposables.add(trainings.onDidChange(() => places.request()));
    const folder = await start();
    if (folder === undefined) {
      const news = messages.count - before;
      for (const { text } of news === 0 ? [] : messages.shown.slice(-news)) this.output.line(text);
      this.output.end(this.isStopping ? taskExitCodes.stopped : taskExitCodes.failed);
      return;
    }
    this.folder = folder;
    this.output.line(vscode.l10n.t('{0} Training in {1}', trainingSign, folder));
    const run = store.get(folder);
    if (this.isStopping) this.stopRun();
    this.disposables.add(
      store.onDidChange((change) => {
        if (change.folder === folder && change.message !== undefined) this.tell(change.message);
      }),
    );
    await store.ended(folder);
    this.tellEnd(store.get(folder) ?? run);
  }

  private tell(message: FromTrainer): void {
    const totalSteps =
      this.folder === undefined ? undefined : this.services.store.get(this.folder)?.manifest.totalSteps;
    switch (message.type) {
      case 'metrics': {
        const nowMs = performance.now();
        if (nowMs - this.lastPointMs < pointIntervalMs) return;
        this.lastPointMs = nowMs;
        this.output.line(pointLine(message.point, totalSteps));
        return;
      }
      case 'validation':
        this.output.line(validationLine(message.point, totalSteps));
        return;
      case 'change':
        this.output.line(changeLine(message.point));
        return;
      case 'warning':
        this.output.line(message.message);
        return;
      case 'manifest':
      case 'phase':
      case 'checkpoint':
      case 'refused':
      case 'pong':
        return;
    }
  }

  private tellEnd(run: Run | undefined): void {
    const [status, manifest] = [run?.status, run?.manifest];
    if (run === undefined || manifest === undefined) {
      this.output.line(vscode.l10n.t('The run folder is gone.'));
      this.output.end(taskExitCodes.failed);
      return;
    }
    const best = manifest.best === undefined ? '' : bestText(manifest.best);
    const step = numberText(manifest.step, vscode.env.language);
    const problem = endMessage(run);
    if (problem !== undefined) this.output.line(problem);
    if (manifest.reproduction !== undefined) this.output.line(badgeText(manifest.reproduction));
    switch (status) {
      case 'finished':
        this.output.line(vscode.l10n.t('✓ Finished at step {0}. {1}', step, best));
        this.output.end(taskExitCodes.done);
        return;
      case 'stopped':
        this.output.line(
          vscode.l10n.t('■ Stopped at step {0}, with a checkpoint: the task “resume” goes on there.', step),
        );
        this.output.end(taskExitCodes.stopped);
        return;
      default:
        this.output.line(vscode.l10n.t('✗ Ended at step {0}.', step));
        this.output.end(taskExitCodes.failed);
    }
  }

  private tellPlace(): void {
    const { trainings } = this.services;
    const pending = this.pending();
    const place = pending === undefined ? undefined : placeInQueue(trainings.allPending(), pending);
    if (place === undefined) return;
    const text = vscode.l10n.t(
      'Waits for its turn: {0} of {1}',
      place,
      queued(trainings.allPending()).length,
    );
    if (text !== this.lastPlace) this.output.line(text);
    this.lastPlace = text;
  }

  private pending(): PendingTraining | undefined {
    const { config, isMine } = this.options;
    return this.services.trainings
      .allPending()
      .find(({ request }) => request.configFile === config.fsPath && isMine(request));
  }

  private stop(): void {
    if (this.isStopping) return;
    this.isStopping = true;
    const pending = this.pending();
    if (pending !== undefined) this.services.trainings.cancel(pending);
    else this.stopRun();
  }

  private stopRun(): void {
    const run = this.folder === undefined ? undefined : this.services.store.get(this.folder);
    if (run === undefined || (run.status !== 'running' && run.status !== 'preparing')) return;
    this.output.line(vscode.l10n.t('Stopping after a checkpoint…'));
    void this.services.messages.attempt(() => this.services.trainings.stop(run));
  }
}
