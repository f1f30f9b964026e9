import * as vscode from 'vscode';
import { commands } from '../../contributions';
import { Disposables } from '../disposables';
import { isActive } from '../runs/run';
import type { RunStore } from '../runs/runStore';
import type { Trainings } from '../runs/trainings';
import { configSelector } from './configFile';

/** ▶ Train · Open dashboard · Diagram over a config, and Run sweep over its sweep. */
export class ConfigCodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<void>());

  readonly onDidChangeCodeLenses = this.changes.event;

  constructor(
    private readonly store: RunStore,
    trainings: Trainings,
  ) {
    this.disposables.add(store.onDidChangeList(() => this.changes.fire()));
    this.disposables.add(trainings.onDidChange(() => this.changes.fire()));
    this.disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.changes.fire()));
    this.disposables.add(vscode.languages.registerCodeLensProvider(configSelector, this));
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (document.uri.scheme !== 'file') return [];
    const { createScanner } = await import('jsonc-parser');
    const scanner = createScanner(document.getText(), true);
    scanner.scan();
    const position = document.positionAt(scanner.getTokenOffset());
    const range = new vscode.Range(position, position);
    return [
      ...this.actions(document.uri).map((action) => new vscode.CodeLens(range, action)),
      ...(await sweepLenses(document)),
    ];
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private actions(uri: vscode.Uri): vscode.Command[] {
    const diagram = {
      command: commands.openDiagram,
      title: `$(type-hierarchy) ${vscode.l10n.t('Diagram')}`,
      arguments: [uri],
    };
    return [...this.runActions(uri), diagram];
  }

  private runActions(uri: vscode.Uri): vscode.Command[] {
    const run = this.store.latestOf(uri.fsPath);
    const canTrain = vscode.workspace.isTrusted;
    const train = { command: commands.train, title: `$(play) ${vscode.l10n.t('Train')}`, arguments: [uri] };
    if (run === undefined) return canTrain ? [train] : [];
    const stop = {
      command: commands.stop,
      title: `$(debug-stop) ${vscode.l10n.t('Stop')}`,
      arguments: [run.folder],
    };
    const dashboard = {
      command: commands.openDashboard,
      title: `$(graph-line) ${vscode.l10n.t('Open dashboard')}`,
      arguments: [run.folder],
    };
    if (!canTrain) return [dashboard];
    return [isActive(run) ? stop : train, dashboard];
  }
}

async function sweepLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  const text = document.getText();
  if (!vscode.workspace.isTrusted || !text.includes('"sweep"')) return [];
  const { ConfigDocument } = await import('../../core/config/configDocument');
  const { sweepSchema } = await import('../../core/config/schema/sweepSchema');
  const { trialCount } = await import('../../core/config/variants/sweepTrials');
  const config = new ConfigDocument(text);
  const sweep = sweepSchema.safeParse(config.valueAt(['sweep'])).data;
  if (sweep === undefined) return [];
  const position = document.positionAt(config.keyRange(['sweep']).offset);
  const action = {
    command: commands.runSweep,
    title: `$(layers) ${vscode.l10n.t('Run sweep ({0} trials)', trialCount(sweep))}`,
    arguments: [document.uri],
  };
  return [new vscode.CodeLens(new vscode.Range(position, position), action)];
}
