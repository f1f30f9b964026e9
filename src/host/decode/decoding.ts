import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { Disposables } from '../disposables';
import type { Run } from '../runs/run';
import { applyDecoded } from './applyDecoded';
import { DecodePreviews } from './decodePreviews';
import { DecodeSession } from './decodeSession';
import { decodeSources } from './decodeSources';
import { decodeTargets } from './decodeTargets';
import { ModelChoice } from './modelChoice';
import { warnAboutLines } from './warnAboutLines';

interface DecodeJob {
  readonly document: vscode.TextDocument;
  readonly selections: readonly vscode.Range[];
  readonly run: Run;
}

/** Decode Selection: choose a model, decode the selected lines, show what would change, apply it if it is wanted. */
export class Decoding implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly previews = this.disposables.add(new DecodePreviews());
  private readonly models: ModelChoice;

  constructor(private readonly services: HostServices) {
    this.models = new ModelChoice(services);
  }

  /** Previews the decoded selection of the active editor. `runFolder` in the argument chooses the model. */
  async decodeSelection(argument: unknown): Promise<DecodeSession | undefined> {
    const { messages } = this.services;
    if (!requireTrust(messages)) return undefined;
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) {
      messages.info(vscode.l10n.t('Open a text and select the lines to decode first.'));
      return undefined;
    }
    const { document } = editor;
    const selections = editor.selections.filter(({ isEmpty }) => !isEmpty);
    if (selections.length === 0) {
      this.offerLine(editor);
      return undefined;
    }
    const run = this.runOfArgument(argument) ?? (await this.models.choose(document.languageId));
    return run === undefined ? undefined : this.preview({ document, selections, run });
  }

  /** Writes a preview's text into its document. True when that is done. */
  async apply(argument: unknown): Promise<boolean> {
    const { messages } = this.services;
    if (!requireTrust(messages)) return false;
    const session = this.previews.find(argument);
    if (session === undefined) return false;
    const outcome = await applyDecoded(session, messages);
    if (outcome === 'changed') this.offerRedo(session);
    if (outcome !== 'applied') return false;
    await this.previews.close(session);
    const document = await vscode.workspace.openTextDocument(session.documentUri);
    const editor = await vscode.window.showTextDocument(document);
    editor.selections = session.appliedSelections(document);
    return true;
  }

  /** Decodes the same lines with a model that is asked for. */
  async chooseModel(argument: unknown, model: unknown): Promise<DecodeSession | undefined> {
    const session = this.previews.find(argument);
    if (session === undefined || !requireTrust(this.services.messages)) return undefined;
    const run = this.runOfArgument(model) ?? (await this.models.chooseAnother());
    return run === undefined ? undefined : this.redo(session, run);
  }

  /** Closes a preview; nothing is written. */
  async cancel(argument: unknown): Promise<void> {
    const session = this.previews.find(argument);
    if (session !== undefined) await this.previews.close(session);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async preview({ document, selections, run }: DecodeJob): Promise<DecodeSession | undefined> {
    const { messages } = this.services;
    const { version } = document;
    const text = document.getText();
    const spans = selections.map(({ start, end }) => ({
      startLine: start.line,
      startCharacter: start.character,
      endLine: end.line,
      endCharacter: end.character,
    }));
    const targets = decodeTargets(spans, (line) => document.lineAt(line).text);
    if (targets.length === 0) {
      messages.info(vscode.l10n.t('The selected lines are empty: there is nothing to decode.'));
      return undefined;
    }
    const sources = targets.map(({ source }) => source);
    const outcomes = await decodeSources(
      await this.services.processes.inference(),
      run,
      sources,
      foldersOf(document),
    );
    if (outcomes === undefined) return undefined;
    await this.models.remember(document.languageId, run);
    const decoded = targets.flatMap(({ line, start, source }, index) => {
      const outcome = outcomes[index];
      const span = { offset: document.offsetAt(new vscode.Position(line, start)), length: source.length };
      return outcome === undefined ? [] : [{ span, line, source, outcome }];
    });
    warnAboutLines(messages, decoded);
    // Lines of which none could be decoded give nothing to compare.
    if (outcomes.every(({ type }) => type === 'refused')) return undefined;
    const session = new DecodeSession({ document, version, text, run, spans: decoded });
    await this.previews.show(session);
    return session;
  }

  private async redo(session: DecodeSession, run: Run): Promise<DecodeSession | undefined> {
    const document = await vscode.workspace.openTextDocument(session.documentUri);
    const selections = session.currentSelections(document);
    await this.previews.close(session);
    return this.preview({ document, selections, run });
  }

  private offerRedo(session: DecodeSession): void {
    this.services.messages.warn(
      vscode.l10n.t('The document has changed since the preview, so nothing was written.'),
      { title: vscode.l10n.t('Decode Again'), run: () => this.redo(session, session.options.run) },
    );
  }

  private offerLine(editor: vscode.TextEditor): void {
    const text = vscode.l10n.t('Nothing is selected. Select the lines to decode.');
    this.services.messages.info(text, {
      title: vscode.l10n.t('Decode This Line'),
      run: async () => {
        const { document, selection } = editor;
        const { range } = document.lineAt(selection.active.line);
        const run = await this.models.choose(document.languageId);
        if (run !== undefined) await this.preview({ document, selections: [range], run });
      },
    });
  }

  private runOfArgument(argument: unknown): Run | undefined {
    if (typeof argument !== 'object' || argument === null || !('runFolder' in argument)) return undefined;
    return this.services.store.get(String(argument.runFolder));
  }
}

/** Where the paths in a document may begin: beside it, or at the folder of its workspace. */
function foldersOf({ uri }: vscode.TextDocument): string[] {
  const workspace = vscode.workspace.getWorkspaceFolder(uri) ?? vscode.workspace.workspaceFolders?.[0];
  return [
    ...(uri.scheme === 'file' ? [dirname(uri.fsPath)] : []),
    ...(workspace === undefined ? [] : [workspace.uri.fsPath]),
  ];
}
