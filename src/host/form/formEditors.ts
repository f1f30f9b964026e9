import * as vscode from 'vscode';
import { commands, formViewType } from '../../contributions';
import type { FormPath } from '../../protocol/form';
import { Disposables } from '../disposables';
import { isConfig } from '../language/configFile';
import { loadPage } from '../panels/webviewPage';
import type { UserMessages } from '../userMessages';
import type { FormSession } from './formSession';

/** Editing configs in a form: an editor of the same text, which VS Code saves, reverts, undoes and revives. */
export class FormEditors implements vscode.CustomTextEditorProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly open = new Map<FormSession, vscode.TextDocument>();
  /** Keys to show in forms that are about to open, by the config's address. */
  private readonly wanted = new Map<string, FormPath>();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
    private readonly messages: UserMessages,
  ) {
    const { registerCommand } = vscode.commands;
    this.disposables.add(
      vscode.window.registerCustomEditorProvider(formViewType, this, {
        supportsMultipleEditorsPerDocument: true,
        webviewOptions: { enableFindWidget: true },
      }),
    );
    this.disposables.add(
      registerCommand(commands.openForm, (uri: unknown) => messages.attempt(() => this.openForm(uri))),
    );
    this.disposables.add(
      registerCommand(commands.openText, (uri: unknown) => messages.attempt(() => openText(uri))),
    );
  }

  /** The forms of a config that are open. */
  sessionsOf(uri: vscode.Uri): FormSession[] {
    const isOf = (document: vscode.TextDocument): boolean => document.uri.toString() === uri.toString();
    return [...this.open].filter(([, document]) => isOf(document)).map(([session]) => session);
  }

  async resolveCustomTextEditor(document: vscode.TextDocument, panel: vscode.WebviewPanel): Promise<void> {
    // The page loads while the rest is.
    loadPage(panel.webview, { extensionUri: this.extensionUri, page: 'form', title: panel.title });
    const early: unknown[] = [];
    const listening = panel.webview.onDidReceiveMessage((message) => early.push(message));
    const { FormSession: Session } = await import('./formSession');
    listening.dispose();
    const session = new Session({ document, panel, log: this.log, messages: this.messages });
    this.open.set(session, document);
    panel.onDidDispose(() => {
      this.open.delete(session);
      session.dispose();
    });
    for (const message of early) session.receive(message);
    const key = document.uri.toString();
    const path = this.wanted.get(key);
    this.wanted.delete(key);
    if (path !== undefined) session.show(path);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Opens the config that is given, else the active one, at the key where the cursor is. */
  private async openForm(uri: unknown): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const config = uri instanceof vscode.Uri ? uri : editor?.document.uri;
    if (config === undefined || !isConfig(config)) {
      this.messages.warn(
        vscode.l10n.t('No config is active: open a file NAME.s2s.json first, then its form.'),
      );
      return;
    }
    const isActive = editor?.document.uri.toString() === config.toString();
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    const path = isActive ? await keyAtCursor(editor) : undefined;
    const [session] = this.sessionsOf(config);
    if (path !== undefined && session === undefined) this.wanted.set(config.toString(), path);
    await vscode.commands.executeCommand('vscode.openWith', config, formViewType);
    if (path !== undefined) session?.show(path);
    // The form takes the place of the text. VS Code would ask about a text that is not saved.
    const isText = tab?.input instanceof vscode.TabInputText;
    if (isActive && isText && !tab.isDirty && !tab.isPinned) await vscode.window.tabGroups.close(tab);
  }
}

/** Shows the active form, or the config that is given, as text. */
async function openText(uri: unknown): Promise<void> {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  const input = activeTab?.input;
  const active =
    input instanceof vscode.TabInputCustom && input.viewType === formViewType ? input.uri : undefined;
  const config = uri instanceof vscode.Uri ? uri : active;
  if (config === undefined) return;
  if (active?.toString() === config.toString())
    await vscode.commands.executeCommand('workbench.action.reopenTextEditor');
  else await vscode.commands.executeCommand('vscode.openWith', config, 'default');
}

/** The key that the cursor is at; undefined at the beginning of the text, where nobody has put it. */
async function keyAtCursor({ document, selection }: vscode.TextEditor): Promise<FormPath | undefined> {
  const offset = document.offsetAt(selection.active);
  if (offset === 0) return undefined;
  const { getLocation } = await import('jsonc-parser');
  const { path } = getLocation(document.getText(), offset);
  return path.length === 0 || path.at(-1) === '' ? undefined : path;
}
