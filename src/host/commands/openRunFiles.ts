import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { currentText } from '../language/configFile';
import { folderOfArgument } from './chooseRun';
import { fileExists } from './copyFolder';
import { isConfigNode } from './runsOfArguments';

/** Opens the config that a run (or a waiting training) was started from; if it is gone, the copy in the run folder. */
export async function openRunConfig(services: HostServices, argument: unknown): Promise<void> {
  const folder = folderOfArgument(argument);
  const configFile =
    folder === undefined ? configOfRow(argument) : services.store.get(folder)?.manifest.configFile;
  if (configFile !== undefined && (await fileExists(vscode.Uri.file(configFile)))) {
    await vscode.window.showTextDocument(vscode.Uri.file(configFile));
    return;
  }
  if (folder === undefined) return;
  const { runFiles } = await import('../../runs/runFiles');
  await vscode.window.showTextDocument(vscode.Uri.file(join(folder, runFiles.config)));
}

function configOfRow(argument: unknown): string | undefined {
  if (isConfigNode(argument)) return argument.configFile;
  if (typeof argument !== 'object' || argument === null || !('pending' in argument)) return undefined;
  return (argument.pending as { request: { configFile: string } }).request.configFile;
}

export async function revealRunFolder(argument: unknown): Promise<void> {
  const folder = folderOfArgument(argument);
  if (folder === undefined) return;
  // The system's file manager sees the disk of the desktop only.
  const command =
    vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop
      ? 'revealFileInOS'
      : 'revealInExplorer';
  await vscode.commands.executeCommand(command, vscode.Uri.file(folder));
}

/** Opens what the trainer of a run has printed. */
export async function openRunLog({ messages }: HostServices, argument: unknown): Promise<void> {
  const folder = folderOfArgument(argument);
  if (folder === undefined) return;
  const { runFiles } = await import('../../runs/runFiles');
  const file = vscode.Uri.file(join(folder, runFiles.log));
  const text = await currentText(file).catch(() => '');
  if (text.trim() === '') messages.info(vscode.l10n.t('The trainer of this run has printed nothing.'));
  else await vscode.window.showTextDocument(file, { preview: true });
}
