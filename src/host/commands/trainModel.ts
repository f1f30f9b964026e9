import { basename } from 'node:path';
import * as vscode from 'vscode';
import { commands, configGlob } from '../../contributions';
import type { Diagnostic } from '../../core/config/diagnostic';
import type { Config } from '../../core/config/schema';
import { resolveConfigName } from '../../core/config/resolveConfigName';
import type { HostServices } from '../hostServices';
import { checkConfig } from '../language/checkConfig';
import { diagnosticRange } from '../language/configDiagnostics';
import { activeConfig, currentText, openDocument } from '../language/configFile';
import { diagnosticText } from '../language/diagnosticText';
import { requireTrust } from '../requireTrust';
import { isQueued } from '../runs/trainings';
import type { TrainingRequest } from '../runs/trainings';
import type { MessageAction } from '../userMessages';
import { isConfigNode } from './runsOfArguments';

/**
 * Trains the config given, the active one, or a pick. Returns the run folder once training has begun; undefined when it
 * was refused, and the user was told why.
 */
export async function trainModel(
  services: HostServices,
  argument: unknown,
  options: Pick<TrainingRequest, 'isQuiet'> = {},
): Promise<string | undefined> {
  const { messages, trainings } = services;
  if (!requireTrust(messages)) return undefined;
  const uri = await chooseConfig(services, argument);
  if (uri === undefined) return undefined;
  const prepared = await messages.attempt(() => prepareRequest(services, uri));
  if (prepared === undefined) return undefined;
  if ('text' in prepared) {
    reportRefusal(services, prepared);
    return undefined;
  }
  return trainings.start({ ...prepared, ...options });
}

/** Why a config can't be trained now, and what can be done about it. */
export interface Refusal {
  readonly severity: 'info' | 'warn' | 'error';
  readonly text: string;
  readonly actions: readonly MessageAction[];
}

export function reportRefusal({ messages }: HostServices, { severity, text, actions }: Refusal): void {
  messages[severity](text, ...actions);
}

/** A config that can be trained with. */
export interface TrainableConfig {
  readonly uri: vscode.Uri;
  /** Its unsaved text, if there is one. */
  readonly configText: string;
  readonly config: Config;
  readonly name: string;
  /** Path of the workspace folder that gets its runs. */
  readonly root: string;
}

/** The config at a place, or why it can't be trained with. */
export async function trainableConfig(uri: vscode.Uri): Promise<TrainableConfig | Refusal> {
  const root = workspaceRoot(uri);
  if (typeof root !== 'string') return root;
  const configText = await currentText(uri);
  const { config, diagnostics } = await checkConfig(uri, configText);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (config === undefined || errors.length > 0) return errorsOf(uri, errors);
  return { uri, configText, config, name: resolveConfigName(config, uri.fsPath), root };
}

/** The training that a config describes, its unsaved text if there is one; or why it can't be. */
export async function prepareRequest(
  services: HostServices,
  uri: vscode.Uri,
): Promise<TrainingRequest | Refusal> {
  const requestedMs = performance.now();
  const trainable = await trainableConfig(uri);
  if ('text' in trainable) return trainable;
  const { name, root, configText } = trainable;
  return (
    alreadyTraining(services, uri) ?? {
      configFile: uri.fsPath,
      name,
      configText: openDocument(uri)?.isDirty === true ? configText : undefined,
      root,
      resumeFolder: undefined,
      requestedMs,
    }
  );
}

/** Those of the workspace. */
export const findConfigs = (): Thenable<vscode.Uri[]> =>
  vscode.workspace.findFiles(configGlob, '**/{node_modules,.s2s}/**');

/** The config given, the active one, or a pick. */
export async function chooseConfig(
  { messages }: HostServices,
  argument: unknown,
): Promise<vscode.Uri | undefined> {
  if (argument instanceof vscode.Uri) return argument;
  if (isConfigNode(argument)) return vscode.Uri.file(argument.configFile);
  const active = activeConfig();
  if (active !== undefined) return active;
  const found = await findConfigs();
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

/** Where the run goes, or why there is no such place: the config is not a file in a workspace folder. */
function workspaceRoot(uri: vscode.Uri): string | Refusal {
  if (uri.scheme === 'untitled')
    return {
      severity: 'warn',
      text: vscode.l10n.t(
        'This config has not been saved yet: save it as NAME.s2s.json in the workspace, then train it.',
      ),
      actions: [
        {
          title: vscode.l10n.t('Save'),
          run: () => vscode.commands.executeCommand('workbench.action.files.save'),
        },
      ],
    };
  if (uri.scheme !== 'file')
    return {
      severity: 'warn',
      text: vscode.l10n.t(
        '{0} is in a virtual workspace ({1}). Training needs files on a disk: clone or copy the folder, open it there, then train.',
        basename(uri.path),
        uri.scheme,
      ),
      actions: [],
    };
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder !== undefined) return folder.uri.fsPath;
  const parent = vscode.Uri.joinPath(uri, '..');
  return {
    severity: 'warn',
    text: vscode.l10n.t(
      '{0} is not in an open folder. Runs are kept in the folder you work in: open it first, then train.',
      basename(uri.path),
    ),
    actions: [
      {
        title: vscode.l10n.t('Open Folder'),
        run: () => vscode.commands.executeCommand('vscode.openFolder', parent),
      },
    ],
  };
}

function errorsOf(uri: vscode.Uri, [first, ...others]: readonly Diagnostic[]): Refusal {
  if (first === undefined)
    return { severity: 'error', text: vscode.l10n.t('{0} is no config.', basename(uri.path)), actions: [] };
  const place = `${basename(uri.path)}:${first.line}:${first.column}`;
  const more =
    others.length === 0 ? '' : ` ${vscode.l10n.t('({0} more in the Problems view.)', others.length)}`;
  return {
    severity: 'error',
    text: `${place}: ${diagnosticText(first)}${more}`,
    actions: [
      {
        title: vscode.l10n.t('Go to Error'),
        run: async () => {
          const document = await vscode.workspace.openTextDocument(uri);
          await vscode.window.showTextDocument(document, { selection: diagnosticRange(document, first) });
        },
      },
    ],
  };
}

/** That this config is being trained or waits for it, if so. */
function alreadyTraining({ trainings }: HostServices, uri: vscode.Uri): Refusal | undefined {
  const training = trainings.ofConfig(uri.fsPath);
  if (training === undefined) return undefined;
  const name = basename(uri.path);
  if (isQueued(training))
    return {
      severity: 'info',
      text: vscode.l10n.t('{0} is already waiting to be trained: it begins when it is its turn.', name),
      actions: [],
    };
  const { folder } = training;
  return {
    severity: 'warn',
    text: vscode.l10n.t(
      '{0} is already being trained. Wait for it or stop it first; to train both at once, copy the config to another file.',
      name,
    ),
    actions: [
      {
        title: vscode.l10n.t('Open Dashboard'),
        run: () => vscode.commands.executeCommand(commands.openDashboard, folder),
      },
      {
        title: vscode.l10n.t('Stop'),
        run: () => vscode.commands.executeCommand(commands.stop, folder),
      },
    ],
  };
}
