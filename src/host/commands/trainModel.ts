import { basename } from 'node:path';
import * as vscode from 'vscode';
import { commands, configGlob } from '../../contributions';
import type { Diagnostic } from '../../core/config/diagnostic';
import { resolveConfigName } from '../../core/config/resolveConfigName';
import type { HostServices } from '../hostServices';
import { checkConfig } from '../language/checkConfig';
import { diagnosticRange } from '../language/configDiagnostics';
import { currentText, isConfig, openDocument } from '../language/configFile';
import { requireTrust } from '../requireTrust';
import { isQueued } from '../runs/trainings';

/**
 * Trains the config given, the active one, or a pick. Returns the run folder once training has begun; undefined when it
 * was refused, and the user was told why.
 */
export async function trainModel(services: HostServices, argument: unknown): Promise<string | undefined> {
  const requestedMs = performance.now();
  const { messages, trainings } = services;
  if (!requireTrust(messages)) return undefined;
  const uri = await chooseConfig(services, argument);
  if (uri === undefined) return undefined;
  const root = workspaceRoot(services, uri);
  if (root === undefined) return undefined;

  const text = await messages.attempt(() => currentText(uri));
  if (text === undefined) return undefined;
  const { config, diagnostics } = await checkConfig(uri, text);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (config === undefined || errors.length > 0) {
    reportErrors(services, uri, errors);
    return undefined;
  }
  if (refuseTwice(services, uri)) return undefined;
  return trainings.start({
    configFile: uri.fsPath,
    name: resolveConfigName(config, uri.fsPath),
    configText: openDocument(uri)?.isDirty === true ? text : undefined,
    root,
    resumeFolder: undefined,
    requestedMs,
  });
}

async function chooseConfig({ messages }: HostServices, argument: unknown): Promise<vscode.Uri | undefined> {
  if (argument instanceof vscode.Uri) return argument;
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active !== undefined && isConfig(active)) return active;
  const found = await vscode.workspace.findFiles(configGlob, '**/{node_modules,.s2s}/**');
  if (found.length <= 1) {
    if (found[0] === undefined) {
      messages.info(vscode.l10n.t('There is no .s2s.json file here to train. Begin with an example.'), {
        title: vscode.l10n.t('New Experiment'),
        run: () => vscode.commands.executeCommand(commands.newExperiment),
      });
    }
    return found[0];
  }
  const picks = found
    .map((uri) => ({ uri, label: basename(uri.path), description: vscode.workspace.asRelativePath(uri) }))
    .sort((a, b) => a.description.localeCompare(b.description));
  const placeHolder = vscode.l10n.t('Which config should be trained?');
  return (await vscode.window.showQuickPick(picks, { placeHolder, matchOnDescription: true }))?.uri;
}

/** Where the run goes; undefined, with the reason said, when the config is not a file in a workspace folder. */
function workspaceRoot({ messages }: HostServices, uri: vscode.Uri): string | undefined {
  if (uri.scheme === 'untitled') {
    const text = vscode.l10n.t(
      'This config has not been saved yet: save it as NAME.s2s.json in the workspace, then train it.',
    );
    messages.warn(text, {
      title: vscode.l10n.t('Save'),
      run: () => vscode.commands.executeCommand('workbench.action.files.save'),
    });
    return undefined;
  }
  if (uri.scheme !== 'file') {
    messages.warn(
      vscode.l10n.t(
        '{0} is in a virtual workspace ({1}). Training needs files on a disk: clone or copy the folder, open it there, then train.',
        basename(uri.path),
        uri.scheme,
      ),
    );
    return undefined;
  }
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder !== undefined) return folder.uri.fsPath;
  const parent = vscode.Uri.joinPath(uri, '..');
  messages.warn(
    vscode.l10n.t(
      '{0} is not in an open folder. Runs are kept in the folder you work in: open it first, then train.',
      basename(uri.path),
    ),
    {
      title: vscode.l10n.t('Open Folder'),
      run: () => vscode.commands.executeCommand('vscode.openFolder', parent),
    },
  );
  return undefined;
}

function reportErrors({ messages }: HostServices, uri: vscode.Uri, errors: readonly Diagnostic[]): void {
  const [first, ...others] = errors;
  if (first === undefined) return;
  const place = `${basename(uri.path)}:${first.line}:${first.column}`;
  const more =
    others.length === 0 ? '' : ` ${vscode.l10n.t('({0} more in the Problems view.)', others.length)}`;
  messages.error(`${place}: ${first.message}${more}`, {
    title: vscode.l10n.t('Go to Error'),
    run: async () => {
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, { selection: diagnosticRange(document, first) });
    },
  });
}

/** Whether this config is being trained already, which is said. */
function refuseTwice({ messages, trainings }: HostServices, uri: vscode.Uri): boolean {
  const training = trainings.ofConfig(uri.fsPath);
  if (training === undefined) return false;
  const name = basename(uri.path);
  if (isQueued(training)) {
    messages.info(
      vscode.l10n.t('{0} is already waiting to be trained: it begins when a core is free.', name),
    );
    return true;
  }
  const { folder } = training;
  messages.warn(
    vscode.l10n.t(
      '{0} is already being trained. Wait for it or stop it first; to train both at once, copy the config to another file.',
      name,
    ),
    {
      title: vscode.l10n.t('Open Dashboard'),
      run: () => vscode.commands.executeCommand(commands.openDashboard, folder),
    },
    {
      title: vscode.l10n.t('Stop'),
      run: () => vscode.commands.executeCommand(commands.stop, folder),
    },
  );
  return true;
}
