import { basename } from 'node:path';
import * as vscode from 'vscode';
import { decodePreviewLanguage, decodePreviewScheme } from '../../contributions';
import { Disposables } from '../disposables';
import { decodeLenses } from './decodeLenses';
import type { DecodeSession } from './decodeSession';
import { outcomeText } from './outcomeText';

/**
 * The previews that are open: each a diff between the document and what a model makes of it, with what can be done about
 * every line above it and the probability behind it.
 */
export class DecodePreviews
  implements
    vscode.TextDocumentContentProvider,
    vscode.InlayHintsProvider,
    vscode.CodeLensProvider,
    vscode.Disposable
{
  private readonly disposables = new Disposables();
  private readonly sessions = new Map<string, DecodeSession>();
  private readonly contentChanges = this.disposables.add(new vscode.EventEmitter<vscode.Uri>());
  private readonly lineChanges = this.disposables.add(new vscode.EventEmitter<void>());

  readonly onDidChange = this.contentChanges.event;
  readonly onDidChangeInlayHints = this.lineChanges.event;
  readonly onDidChangeCodeLenses = this.lineChanges.event;

  constructor() {
    const { workspace, languages, window } = vscode;
    const previews = { scheme: decodePreviewScheme };
    this.disposables.add(workspace.registerTextDocumentContentProvider(decodePreviewScheme, this));
    this.disposables.add(languages.registerInlayHintsProvider(previews, this));
    this.disposables.add(languages.registerCodeLensProvider(previews, this));
    this.disposables.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document.uri.scheme === decodePreviewScheme) this.lineChanges.fire();
        for (const session of this.sessions.values())
          if (session.documentUri.toString() === document.uri.toString()) session.follow(contentChanges);
      }),
    );
    this.disposables.add(
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const tab of closed) {
          const uri = previewOfTab(tab);
          if (uri !== undefined) this.sessions.delete(uri.toString());
        }
      }),
    );
  }

  async show(session: DecodeSession): Promise<void> {
    this.sessions.set(session.previewUri.toString(), session);
    const document = await vscode.workspace.openTextDocument(session.previewUri);
    // A language of its own, for which diffs show what can be done with a line.
    await vscode.languages.setTextDocumentLanguage(document, decodePreviewLanguage);
    const title = vscode.l10n.t(
      '{0} ↔ decoded with {1}',
      basename(session.documentUri.path),
      session.options.run.manifest.name,
    );
    await vscode.commands.executeCommand('vscode.diff', session.documentUri, session.previewUri, title, {
      preview: true,
    });
  }

  /** Shows what was decided about a session's lines. */
  refresh(session: DecodeSession): void {
    this.contentChanges.fire(session.previewUri);
    this.lineChanges.fire();
  }

  /** The session that a command means: that of the preview it was called on, or of the active editor. */
  find(argument: unknown): DecodeSession | undefined {
    // Called from the palette after a look elsewhere: the newest one.
    return this.findActive(argument) ?? [...this.sessions.values()].at(-1);
  }

  /** The session of the preview a command was called on, or that is in front. */
  findActive(argument: unknown): DecodeSession | undefined {
    const { activeTextEditor, tabGroups } = vscode.window;
    const candidates = [
      argument instanceof vscode.Uri ? argument : undefined,
      previewOfTab(tabGroups.activeTabGroup.activeTab),
      activeTextEditor?.document.uri,
    ];
    for (const uri of candidates) {
      const session = uri === undefined ? undefined : this.sessions.get(uri.toString());
      if (session !== undefined) return session;
    }
    return undefined;
  }

  /** The editor that shows a session's decoded text. */
  editorOf({ previewUri }: DecodeSession): vscode.TextEditor | undefined {
    return vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === previewUri.toString(),
    );
  }

  async close(session: DecodeSession): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const open = tabs.filter((tab) => previewOfTab(tab)?.toString() === session.previewUri.toString());
    await vscode.window.tabGroups.close(open);
    this.sessions.delete(session.previewUri.toString());
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.sessions.get(uri.toString())?.review.previewText ?? '';
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const session = this.sessions.get(document.uri.toString());
    return session === undefined ? [] : decodeLenses(session);
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const session = this.sessions.get(document.uri.toString());
    // Between a decision and its text, places would be wrong; the change of the text asks again.
    if (session?.review.previewText !== document.getText()) return [];
    const spans = session.review.previewSpans;
    return session.review.lines.flatMap((line, index) => {
      const { offset = 0, length = 0 } = spans[index] ?? {};
      // Lines are mostly refused for their length: the end of one may be far out of sight.
      const isRefused = line.verdict === 'refused';
      const position = document.positionAt(isRefused ? offset : offset + length);
      if (!range.contains(position)) return [];
      const text = outcomeText(line);
      return [new vscode.InlayHint(position, isRefused ? `${text} ` : ` ${text}`)];
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

function previewOfTab(tab: vscode.Tab | undefined): vscode.Uri | undefined {
  if (!(tab?.input instanceof vscode.TabInputTextDiff)) return undefined;
  const { modified } = tab.input;
  return modified.scheme === decodePreviewScheme ? modified : undefined;
}
