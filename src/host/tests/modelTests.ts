import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import { isEditedConfig } from '../language/configFile';
import type { ModelTesting } from './modelTesting';

/**
 * The `expect` lists of configs in the Test Explorer. What reads and runs them is loaded when the explorer asks, when a
 * config with such a list is opened, or when a training ends.
 */
export class ModelTests implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private loading: Promise<ModelTesting> | undefined;
  readonly controller = this.disposables.add(
    vscode.tests.createTestController('s2s', vscode.l10n.t('Trained Models')),
  );

  constructor(private readonly services: HostServices) {
    const { messages, store } = services;
    this.controller.resolveHandler = (item) =>
      item === undefined ? messages.attempt(async () => (await this.testing()).findAll()) : undefined;
    this.controller.refreshHandler = () => messages.attempt(async () => (await this.testing()).findAll());
    this.profile(vscode.l10n.t('Test the Latest Run'), true, (testing, request, token) =>
      testing.run(request, token),
    ).supportsContinuousRun = true;
    this.profile(vscode.l10n.t('Test a Chosen Run…'), false, (testing, request, token) =>
      testing.runChosen(request, token),
    );
    this.disposables.add(vscode.workspace.onDidOpenTextDocument((document) => this.look(document)));
    this.disposables.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.look(document)));
    this.disposables.add(
      store.onDidEnd((run) => {
        void messages.attempt(async () => (await this.testing()).trainingEnded(run));
      }),
    );
    for (const document of vscode.workspace.textDocuments) this.look(document);
  }

  /** The feature itself, loaded. */
  testing(): Promise<ModelTesting> {
    this.loading ??= import('./modelTesting').then(({ ModelTesting: Loaded }) =>
      this.disposables.add(new Loaded(this.services, this.controller)),
    );
    return this.loading;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private profile(
    label: string,
    isDefault: boolean,
    run: (
      testing: ModelTesting,
      request: vscode.TestRunRequest,
      token: vscode.CancellationToken,
    ) => Promise<void>,
  ): vscode.TestRunProfile {
    return this.controller.createRunProfile(
      label,
      vscode.TestRunProfileKind.Run,
      async (request, token) => {
        await this.services.messages.attempt(async () => run(await this.testing(), request, token));
      },
      isDefault,
    );
  }

  private look(document: vscode.TextDocument): void {
    // Without the word there is nothing to load anything for.
    if (!isEditedConfig(document)) return;
    if (this.loading === undefined && !document.getText().includes('"expect"')) return;
    void this.services.messages.attempt(async () => (await this.testing()).documentChanged(document));
  }
}
