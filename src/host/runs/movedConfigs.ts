import { basename } from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../contributions';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import type { Run } from './run';
import { followRename } from './trainingQueue';

/** Says what becomes of a training whose config is renamed or deleted meanwhile: it goes on. */
export function tellOfMovedConfigs({ store, messages }: HostServices): Disposables {
  const tell = (text: string, run: Run): void =>
    messages.info(text, {
      title: vscode.l10n.t('Open Dashboard'),
      run: () => vscode.commands.executeCommand(commands.openDashboard, run.folder),
    });
  const listeners = new Disposables();
  listeners.add(
    vscode.workspace.onDidRenameFiles(({ files }) => {
      for (const run of store.active())
        for (const { oldUri, newUri } of files) {
          const { configFile } = run.manifest;
          const renamed = followRename(configFile, oldUri.fsPath, newUri.fsPath);
          if (renamed !== configFile)
            tell(
              vscode.l10n.t(
                '{0} is now {1}. Its training goes on with the config as it was when it began, and stays in the Runs view.',
                basename(configFile),
                vscode.workspace.asRelativePath(renamed),
              ),
              run,
            );
        }
    }),
  );
  listeners.add(
    vscode.workspace.onDidDeleteFiles(({ files }) => {
      for (const run of store.active()) {
        const { configFile } = run.manifest;
        if (files.some(({ fsPath }) => followRename(configFile, fsPath, '') !== configFile))
          tell(
            vscode.l10n.t(
              '{0} was deleted. Its training goes on: the run has its own copy of the config, and stays in the Runs view.',
              basename(configFile),
            ),
            run,
          );
      }
    }),
  );
  return listeners;
}
