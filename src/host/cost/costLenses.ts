import * as vscode from 'vscode';
import { commands } from '../../contributions';
import type { CostEstimate } from '../../protocol/modelling';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import { activeConfig, configSelector, isConfig, isEditedConfig } from '../language/configFile';
import { readSetting } from '../settings';

/** What has been found out of a config, and of what text and settings that is true. */
interface KnownCost {
  readonly stamp: string;
  readonly cost: CostEstimate;
  readonly title: string;
  readonly details: string;
}

/** What a training of a config would cost, above it: found out when somebody asks, true until the config changes. */
export class CostLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly known = new Map<string, KnownCost>();
  /** Configs that are being estimated. */
  private readonly busy = new Set<string>();

  readonly onDidChangeCodeLenses = this.changes.event;

  constructor(private readonly services: HostServices) {
    const { workspace, languages } = vscode;
    this.disposables.add(languages.registerCodeLensProvider(configSelector, this));
    this.disposables.add(workspace.onDidGrantWorkspaceTrust(() => this.changes.fire()));
    this.disposables.add(
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('s2s.engine')) this.changes.fire();
      }),
    );
    this.disposables.add(
      workspace.onDidCloseTextDocument(({ uri }) => {
        this.known.delete(uri.toString());
      }),
    );
    this.disposables.add(
      vscode.commands.registerCommand(commands.estimateCost, (argument: unknown) =>
        this.services.messages.attempt(() => this.estimate(argument)),
      ),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (document.uri.scheme !== 'file' || !vscode.workspace.isTrusted || !isEditedConfig(document)) return [];
    const { createScanner } = await import('jsonc-parser');
    const scanner = createScanner(document.getText(), true);
    scanner.scan();
    const position = document.positionAt(scanner.getTokenOffset());
    return [new vscode.CodeLens(new vscode.Range(position, position), this.lens(document))];
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private lens(document: vscode.TextDocument): vscode.Command {
    const name = document.uri.toString();
    if (this.busy.has(name))
      return { command: '', title: `$(sync~spin) ${vscode.l10n.t('Estimating cost…')}` };
    const command = { command: commands.estimateCost, arguments: [document.uri] };
    const known = this.known.get(name);
    if (known === undefined) return { ...command, title: `$(dashboard) ${vscode.l10n.t('Estimate cost')}` };
    return known.stamp === stampOf(document)
      ? { ...command, title: `$(dashboard) ${known.title}`, tooltip: known.details }
      : { ...command, title: `$(dashboard) ${vscode.l10n.t('Estimate cost again')}` };
  }

  /** Estimates the config given or the active one. Answers with the cost, unless that was refused or cancelled. */
  private async estimate(argument: unknown): Promise<CostEstimate | undefined> {
    const { estimateConfigCost } = await import('./estimateConfigCost');
    const uri = argument instanceof vscode.Uri ? argument : activeConfig();
    if (uri?.scheme !== 'file' || !isConfig(uri)) {
      this.services.messages.info(vscode.l10n.t('Open a .s2s.json file that is saved on a disk first.'));
      return undefined;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    const name = uri.toString();
    if (this.busy.has(name)) return undefined;
    const stamp = stampOf(document);
    this.setBusy(name, true);
    try {
      const estimated = await estimateConfigCost(this.services, { uri, text: document.getText() });
      if (estimated === undefined) return undefined;
      this.known.set(name, { stamp, ...estimated });
      return estimated.cost;
    } finally {
      this.setBusy(name, false);
    }
  }

  private setBusy(name: string, isBusy: boolean): void {
    if (isBusy) this.busy.add(name);
    else this.busy.delete(name);
    this.changes.fire();
  }
}

/** Changes with everything that decides about the cost, apart from the data. */
function stampOf(document: vscode.TextDocument): string {
  const engine = readSetting('s2s.engine.name', document.uri);
  return `${engine} ${readSetting('s2s.engine.threads', document.uri)}\n${document.getText()}`;
}
