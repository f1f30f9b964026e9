import * as vscode from 'vscode';
import { commands } from '../../contributions';
import type { CommandId } from '../../contributions';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import { dataFileSelector, isDataFile } from './dataDocument';
import type { DataFileFeatures } from './dataFileFeatures';

/** What is offered on data files. Everything behind it is loaded when the first one is open. */
export class DataFiles implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly lensChanges = this.disposables.add(new vscode.EventEmitter<void>());
  private loading: Promise<DataFileFeatures> | undefined;

  readonly onDidChangeCodeLenses = this.lensChanges.event;

  constructor(private readonly services: HostServices) {
    const { languages, workspace } = vscode;
    this.disposables.add(languages.registerCodeLensProvider(dataFileSelector, this));
    this.disposables.add(workspace.onDidOpenTextDocument((document) => this.open(document)));
    for (const document of workspace.textDocuments) this.open(document);
    this.register(commands.checkDataWithModel, (features, uri, options) =>
      features.checks.check(uri, options),
    );
    this.register(commands.dataShowLines, (features, uri, list) => features.showLines(uri, list));
    this.register(commands.dataOpenConfig, (features, uri) => features.openConfig(uri));
    this.register(commands.dataCount, (features, uri) => features.files.countLarge(uri));
    this.register(commands.dataCheckChanged, (features, uri) => features.checks.checkChanged(uri));
    this.register(commands.dataToggleOnlyWrong, (features, uri) => features.checks.toggleOnlyWrong(uri));
    this.register(commands.dataNextWrong, (features, uri) => features.checks.goToWrong(uri, 'next'));
    this.register(commands.dataPreviousWrong, (features, uri) => features.checks.goToWrong(uri, 'previous'));
    this.register(commands.dataClearCheck, (features, uri) => features.checks.clear(uri));
    this.register(commands.dataIgnoreRow, (features, uri, text) => features.checks.ignore(uri, text));
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    return isDataFile(document) ? (await this.features()).lenses(document) : [];
  }

  /** The features themselves, loaded. */
  features(): Promise<DataFileFeatures> {
    this.loading ??= import('./dataFileFeatures').then(({ DataFileFeatures: Loaded }) =>
      this.disposables.add(new Loaded(this.services, () => this.lensChanges.fire())),
    );
    return this.loading;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private open(document: vscode.TextDocument): void {
    if (isDataFile(document)) void this.features();
  }

  private register(
    id: CommandId,
    handle: (features: DataFileFeatures, argument: unknown, second: unknown) => unknown,
  ): void {
    this.disposables.add(
      vscode.commands.registerCommand(id, (argument: unknown, second: unknown) =>
        this.services.messages.attempt(async () => handle(await this.features(), argument, second)),
      ),
    );
  }
}
