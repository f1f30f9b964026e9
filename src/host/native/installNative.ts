import * as vscode from 'vscode';
import { formatBytes } from '../../native/formatBytes';
import { findWorking, installNative as install } from '../../native/installNative';
import type { InstalledNative } from '../../native/installedNative';
import type { NativeProgress } from '../../native/installProgress';
import { planInstallation } from '../../native/planInstallation';
import type { InstallOptions, InstallPlan } from '../../native/planInstallation';
import type { HostServices } from '../hostServices';
import { readSetting } from '../settings';
import { installOptions } from './installOptions';
import { nativeRootOf } from './nativeRoot';

/**
 * Installs native TensorFlow into the global storage after a question that says what it takes; `confirmed` leaves the
 * question out. Nothing of the workspace is used, so it needs no trust.
 * @returns what is installed; undefined when it was cancelled or could not be
 */
export async function installNative(
  { context, messages }: HostServices,
  confirmed: boolean,
): Promise<InstalledNative | undefined> {
  const planned = await withProgress(vscode.l10n.t('Looking for native TensorFlow…'), async (abort) => {
    const options = installOptions(context, abort);
    const present = await findWorking(options);
    return present === undefined ? { plan: await planInstallation(options) } : { present };
  });
  if (planned === undefined) return undefined;
  if ('present' in planned) {
    const { tensorFlow } = planned.present;
    messages.info(vscode.l10n.t('Native TensorFlow {0} is installed already, and works.', tensorFlow));
    return planned.present;
  }
  const { plan } = planned;
  if (!confirmed && !(await agreesTo(plan, nativeRootOf(context)))) return undefined;

  const title = vscode.l10n.t('Installing native TensorFlow {0}', plan.tensorFlow);
  const installed = await withProgress(title, (abort, report) =>
    install(plan, installOptions(context, abort), report),
  );
  if (installed === undefined) {
    messages.info(vscode.l10n.t('Native TensorFlow was not installed; downloads are kept.'));
    return undefined;
  }
  messages.info(
    readSetting('s2s.engine.name') === 'wasm'
      ? vscode.l10n.t(
          'Native TensorFlow {0} is installed ({1}). It is used when the setting s2s.engine.name is auto or tensorflow; it is wasm now.',
          installed.tensorFlow,
          formatBytes(installed.bytes, vscode.env.language),
        )
      : vscode.l10n.t(
          'Native TensorFlow {0} is installed ({1}). The next training uses it.',
          installed.tensorFlow,
          formatBytes(installed.bytes, vscode.env.language),
        ),
  );
  return installed;
}

function agreesTo(plan: InstallPlan, folder: string): Promise<boolean> {
  const { tensorFlow, why, downloadBytes, neededBytes, freeBytes, remainingBytes } = plan;
  return ask(
    vscode.l10n.t('Install native TensorFlow {0}?', tensorFlow),
    [
      vscode.l10n.t('Models train faster with it. Trainings that are under way go on as they are.'),
      [
        vscode.l10n.t('Download: {0}', formatBytes(downloadBytes, vscode.env.language)),
        vscode.l10n.t(
          'Disk while installing: {0} ({1} are free)',
          formatBytes(neededBytes, vscode.env.language),
          formatBytes(freeBytes, vscode.env.language),
        ),
        vscode.l10n.t('Disk afterwards: {0}', formatBytes(remainingBytes, vscode.env.language)),
        vscode.l10n.t('Folder: {0}', folder),
      ].join('\n'),
      why,
    ].join('\n\n'),
    vscode.l10n.t('Install'),
  );
}

async function ask(text: string, detail: string, action: string): Promise<boolean> {
  return (await vscode.window.showInformationMessage(text, { modal: true, detail }, action)) === action;
}

type Report = (progress: NativeProgress) => void;

/** Does something with a notification that can cancel it; undefined when it was cancelled. */
async function withProgress<T>(
  title: string,
  action: (abort: InstallOptions['signal'], report: Report) => Promise<T>,
): Promise<T | undefined> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (shown, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    let percent = 0;
    try {
      return await action(abort.signal, (progress) => {
        const reached = 100 * progress.fraction;
        shown.report({ message: progressText(progress), increment: reached - percent });
        percent = reached;
      });
    } catch (error) {
      if (abort.signal.aborted) return undefined;
      throw error;
    }
  });
}

function progressText({ phase, doneBytes = 0, totalBytes = 0 }: NativeProgress): string {
  switch (phase) {
    case 'fetching':
      return vscode.l10n.t('fetching tfjs-node');
    case 'downloading':
      return vscode.l10n.t(
        'downloading {0} of {1}',
        formatBytes(doneBytes, vscode.env.language),
        formatBytes(totalBytes, vscode.env.language),
      );
    case 'unpacking':
      return vscode.l10n.t('unpacking');
    case 'building':
      return vscode.l10n.t('building');
    case 'probing':
      return vscode.l10n.t('trying it');
  }
}
