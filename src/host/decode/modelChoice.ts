import { access } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../contributions';
import { runFiles } from '../../runs/runFiles';
import { pickRun } from '../commands/chooseRun';
import type { HostServices } from '../hostServices';
import type { Run } from '../runs/run';

const memoryKey = 's2s.decodeModels';

/** Which model decodes which type of file: the last one used for a language id. */
export class ModelChoice {
  constructor(private readonly services: HostServices) {}

  /** The remembered model, the only one, or a pick; undefined when there is none (said) or the pick was cancelled. */
  async choose(languageId: string): Promise<Run | undefined> {
    const usable = await this.usable();
    const [first, ...others] = usable;
    if (first === undefined) {
      this.sayTrainFirst();
      return undefined;
    }
    const remembered = this.remembered(languageId, usable);
    if (remembered !== undefined) return remembered;
    return others.length === 0 ? first : this.pick(usable);
  }

  /** Always asks. */
  async chooseAnother(): Promise<Run | undefined> {
    return this.pick(await this.usable());
  }

  async remember(languageId: string, run: Run): Promise<void> {
    await this.services.context.workspaceState.update(memoryKey, {
      ...this.memory(),
      [languageId]: run.folder,
    });
  }

  /** The model that was last used on such files, if it is still there. */
  remembered(languageId: string, usable: readonly Run[]): Run | undefined {
    return usable.find(({ folder }) => folder === this.memory()[languageId]);
  }

  private memory(): Readonly<Record<string, string>> {
    return this.services.context.workspaceState.get(memoryKey, {});
  }

  /** Runs that have a checkpoint, newest first. */
  async usable(): Promise<Run[]> {
    const { store } = this.services;
    await store.firstScan;
    const runs = store.all();
    const haveCheckpoint = await Promise.all(runs.map(({ folder }) => exists(join(folder, runFiles.last))));
    return runs.filter((_, index) => haveCheckpoint[index] === true);
  }

  private pick(runs: readonly Run[]): Promise<Run | undefined> {
    return pickRun(runs, vscode.l10n.t('Which model should decode?'));
  }

  /** Says that there is no model yet, and what to do. */
  sayTrainFirst(): void {
    const isTraining = this.services.store.active().length > 0;
    const text = isTraining
      ? vscode.l10n.t(
          'The model being trained has no checkpoint yet. It can decode after its first validation.',
        )
      : vscode.l10n.t('There is no trained model in this workspace yet. Train a model first.');
    const action = (title: string, command: string) => ({
      title,
      run: () => vscode.commands.executeCommand(command),
    });
    if (isTraining)
      this.services.messages.info(text, action(vscode.l10n.t('Open Dashboard'), commands.openDashboard));
    else
      this.services.messages.info(
        text,
        action(vscode.l10n.t('Train Model'), commands.train),
        action(vscode.l10n.t('New Experiment'), commands.newExperiment),
      );
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
