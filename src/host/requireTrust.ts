import * as vscode from 'vscode';
import type { UserMessages } from './userMessages';

/**
 * Whether the workspace is trusted; if not, says why that matters. Commands are also disabled in menus then, but a command
 * can still be called.
 */
export function requireTrust(messages: UserMessages): boolean {
  if (vscode.workspace.isTrusted) return true;
  const text = vscode.l10n.t(
    'This window is in Restricted Mode. Training and decoding start a process, write files and may load the native library that a setting names: trust the workspace first.',
  );
  const title = vscode.l10n.t('Manage Workspace Trust');
  messages.warn(text, { title, run: () => vscode.commands.executeCommand('workbench.trust.manage') });
  return false;
}
