import * as vscode from 'vscode';
import { formatBytes } from '../../native/formatBytes';
import { folderBytes } from '../../native/installedNative';
import { removeNative as remove } from '../../native/removeNative';
import type { HostServices } from '../hostServices';
import { readSetting } from '../settings';
import { nativeRootOf } from './nativeRoot';

/**
 * Removes what Install Native TensorFlow has installed, after a question; `confirmed` leaves the question out.
 * @returns the bytes that are free again; undefined when nothing was removed
 */
export async function removeNative(
  { context, messages }: HostServices,
  confirmed: boolean,
): Promise<number | undefined> {
  const root = nativeRootOf(context);
  const bytes = await folderBytes(root);
  if (bytes === 0) {
    messages.info(
      vscode.l10n.t('There is nothing to remove: this extension has not installed native TensorFlow.'),
    );
    return undefined;
  }
  const isSure =
    confirmed ||
    (await messages.confirm(
      vscode.l10n.t('Remove native TensorFlow?'),
      [
        vscode.l10n.t('This deletes {0} in {1}.', formatBytes(bytes, vscode.env.language), root),
        readSetting('s2s.engine.name') === 'tensorflow'
          ? vscode.l10n.t(
              'The setting s2s.engine.name is tensorflow: without native TensorFlow training is refused. Set it to auto or wasm.',
            )
          : vscode.l10n.t(
              'Trainings then run on WebAssembly, unless native TensorFlow is installed elsewhere too.',
            ),
      ].join('\n\n'),
      vscode.l10n.t('Remove'),
    ));
  if (!isSure) return undefined;
  const freed = await remove(root);
  messages.info(
    vscode.l10n.t(
      'Native TensorFlow is removed: {0} are free again.',
      formatBytes(freed, vscode.env.language),
    ),
  );
  return freed;
}
