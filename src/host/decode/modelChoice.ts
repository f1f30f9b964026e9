import { access } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../contributions';
import { runFiles } from '../../runs/runFiles';
import { pickRun } from '../commands/chooseRun';
import type { HostServices } from '../hostServices';
import type { Run } from '../runs/run';
import { readSetting } from '../settings';
import { resolveModel } from './resolveModel';

const memoryKey = 's2s.decodeModels';

/** Where a text stands: what settings may differ by. */
export interface TextScope {
  readonly uri?: vscode.Uri;
  readonly languageId: string;
}

/**
 * Which model decodes which texts: the one of the setting `s2s.decode.model`, which may differ by workspace, folder and
 * language, else the last one used for the language.
 */
export class ModelChoice {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly engines = new Map<string, string>();
  readonly onDidChange = this.changes.event;

  constructor(private readonly services: Pick<HostServices, 'context' | 'messages' | 'store'>) {}

  /** The model that is chosen for a text, without a question; undefined when there is none or it is gone. */
  chosen(scope: TextScope): Run | undefined {
    const runs = this.services.store.all();
    const model = configuredModel(scope);
    if (model !== '') return resolveModel(runs, model);
    return runs.find(({ folder }) => folder === this.memory()[scope.languageId]);
  }

  /** What the setting names though no run is called so (any more). */
  stale(scope: TextScope): string | undefined {
    const model = configuredModel(scope);
    return model === '' || resolveModel(this.services.store.all(), model) !== undefined ? undefined : model;
  }

  /** The chosen model, the only one, or a pick; undefined when there is none (said) or the pick was cancelled. */
  async choose(scope: TextScope): Promise<Run | undefined> {
    const usable = await this.usable();
    const [first, ...others] = usable;
    if (first === undefined) {
      this.sayTrainFirst();
      return undefined;
    }
    const model = configuredModel(scope);
    if (model !== '') return resolveModel(usable, model) ?? this.replaceStale(model, usable, scope);
    const remembered = usable.find(({ folder }) => folder === this.memory()[scope.languageId]);
    if (remembered !== undefined) return remembered;
    return others.length === 0 ? first : this.pick(usable);
  }

  /** Always asks. */
  async chooseAnother(): Promise<Run | undefined> {
    const usable = await this.usable();
    if (usable.length > 0) return this.pick(usable);
    this.sayTrainFirst();
    return undefined;
  }

  /** Writes a model into the settings: for the text's language, in this workspace or, where there are several, its folder. */
  async write(scope: TextScope, run: Run): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const { ConfigurationTarget } = vscode;
    const isOfFolder =
      folders.length > 1 &&
      scope.uri !== undefined &&
      vscode.workspace.getWorkspaceFolder(scope.uri) !== undefined;
    const target = isOfFolder
      ? ConfigurationTarget.WorkspaceFolder
      : folders.length > 0
        ? ConfigurationTarget.Workspace
        : ConfigurationTarget.Global;
    const settings = vscode.workspace.getConfiguration('s2s', scope);
    await settings.update('decode.model', run.id, target, true);
    await this.remember(scope.languageId, run);
  }

  /** Notes what was decoded with, for texts of a language that no setting speaks of. */
  async remember(languageId: string, run: Run, engine?: string): Promise<void> {
    if (engine !== undefined) this.engines.set(run.folder, engine);
    if (this.memory()[languageId] !== run.folder)
      await this.services.context.workspaceState.update(memoryKey, {
        ...this.memory(),
        [languageId]: run.folder,
      });
    this.changes.fire();
  }

  /** The engine that last decoded with a model in this window. */
  engineOf({ folder }: Run): string | undefined {
    return this.engines.get(folder);
  }

  /** Asks for a model, and writes it into the settings. */
  async set(scope: TextScope, given?: Run): Promise<Run | undefined> {
    const run = given ?? (await this.chooseAnother());
    if (run !== undefined) await this.write(scope, run);
    return run;
  }

  /** Runs that have a checkpoint, newest first. */
  async usable(): Promise<Run[]> {
    const { store } = this.services;
    await store.firstScan;
    const runs = store.all();
    const haveCheckpoint = await Promise.all(runs.map(({ folder }) => exists(join(folder, runFiles.last))));
    return runs.filter((_, index) => haveCheckpoint[index] === true);
  }

  dispose(): void {
    this.changes.dispose();
  }

  private memory(): Readonly<Record<string, string>> {
    return this.services.context.workspaceState.get(memoryKey, {});
  }

  private async replaceStale(
    model: string,
    usable: readonly Run[],
    scope: TextScope,
  ): Promise<Run | undefined> {
    const question = vscode.l10n.t(
      '‘{0}’ of the setting s2s.decode.model is no run with a checkpoint (any more). Which model should decode instead?',
      model,
    );
    const picked = await pickRun(usable, question);
    if (picked !== undefined) await this.write(scope, picked);
    return picked;
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

const configuredModel = (scope: TextScope): string => readSetting('s2s.decode.model', scope).trim();

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
