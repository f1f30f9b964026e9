import * as vscode from 'vscode';
import { commands } from '../../contributions';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import { Throttle } from '../throttle';
import { bestText } from '../views/metricText';

const updateIntervalMs = 300;

/** Beside the language of the active editor: which model decodes it, on which engine, and a command to choose another. */
export class ModelStatus implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly updates = this.disposables.add(new Throttle(updateIntervalMs, () => this.update()));
  private item: vscode.LanguageStatusItem | undefined;

  constructor(private readonly services: HostServices) {
    const request = (): void => this.updates.request();
    const { store, models } = services;
    this.disposables.add(vscode.window.onDidChangeActiveTextEditor(request));
    this.disposables.add(store.onDidChangeList(request));
    this.disposables.add(models.onDidChange(request));
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('s2s.decode.model')) request();
      }),
    );
    this.disposables.add({ dispose: () => this.item?.dispose() });
    void store.firstScan.then(request);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private update(): void {
    const document = vscode.window.activeTextEditor?.document;
    const { store, models } = this.services;
    // Where nothing was ever trained there is nothing to choose.
    if (document === undefined || store.all().length === 0 || this.disposables.isDisposed) {
      this.item?.dispose();
      this.item = undefined;
      return;
    }
    const { languageId } = document;
    this.item ??= vscode.languages.createLanguageStatusItem('s2s.decodeModel', { language: languageId });
    const { item } = this;
    item.name = vscode.l10n.t('Decoding model');
    item.selector = { language: languageId };
    const run = models.chosen(document);
    const stale = models.stale(document);
    item.severity =
      stale === undefined ? vscode.LanguageStatusSeverity.Information : vscode.LanguageStatusSeverity.Warning;
    item.command = { command: commands.decodeSetModel, title: vscode.l10n.t('Choose Model') };
    if (stale !== undefined) {
      item.text = vscode.l10n.t('Model ‘{0}’ is gone', stale);
      item.detail = vscode.l10n.t('the setting s2s.decode.model names no run of this workspace');
    } else if (run === undefined) {
      item.text = vscode.l10n.t('No decoding model chosen');
      item.detail = '';
    } else {
      const { name, engine, best } = run.manifest;
      const used = models.engineOf(run) ?? engine.name;
      item.text = `$(arrow-swap) ${name}`;
      item.detail = [used, ...(best === undefined ? [] : [bestText(best)])].join(' · ');
    }
  }
}
