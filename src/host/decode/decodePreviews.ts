import { basename } from 'node:path';
import * as vscode from 'vscode';
import { decodePreviewScheme } from '../../contributions';
import { Disposables } from '../disposables';
import type { DecodeSession } from './decodeSession';
import { outcomeText } from './outcomeText';

/**
 * The previews that are open: each a diff between the document and what a model makes of it, with the probability behind
 * every decoded line.
 */
export class DecodePreviews
  implements vscode.TextDocumentContentProvider, vscode.InlayHintsProvider, vscode.Disposable
{
  private readonly disposables = new Disposables();
  private readonly sessions = new Map<string, DecodeSession>();

  constructor() {
    const { workspace, languages, window } = vscode;
    this.disposables.add(workspace.registerTextDocumentContentProvider(decodePreviewScheme, this));
    this.disposables.add(languages.registerInlayHintsProvider({ scheme: decodePreviewScheme }, this));
    this.disposables.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
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
    const title = vscode.l10n.t(
      '{0} ↔ decoded with {1}',
      basename(session.documentUri.path),
      session.options.run.manifest.name,
    );
    await vscode.commands.executeCommand('vscode.diff', session.documentUri, session.previewUri, title, {
      preview: true,
    });
  }

  /** The session that a command means: that of the preview it was called on, or of the active editor. */
  find(argument: unknown): DecodeSession | undefined {
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
    // Called from the palette after a look elsewhere: the newest one.
    return [...this.sessions.values()].at(-1);
  }

  async close(session: DecodeSession): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const open = tabs.filter((tab) => previewOfTab(tab)?.toString() === session.previewUri.toString());
    await vscode.window.tabGroups.close(open);
    this.sessions.delete(session.previewUri.toString());
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.sessions.get(uri.toString())?.previewText ?? '';
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const session = this.sessions.get(document.uri.toString());
    if (session === undefined) return [];
    return session.appliedSelections(document).flatMap(({ start, end }, index) => {
      const outcome = session.options.spans[index]?.outcome;
      if (outcome === undefined) return [];
      // Lines are mostly left alone for their length: the end of one may be far out of sight.
      const isRefused = outcome.type === 'refused';
      const position = isRefused ? start : end;
      if (!range.contains(position)) return [];
      const text = outcomeText(outcome);
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
