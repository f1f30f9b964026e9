import * as vscode from 'vscode';
import { formatBytes } from '../../native/formatBytes';
import { folderBytes } from '../../native/installedNative';
import { removeNative as remove } from '../../native/removeNative';
import type { HostServices } from '../hostServices';
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
      vscode.l10n.t(
        '{0} in {1} are deleted. Trainings then run on WebAssembly; those that are under way go on as they are.',
        formatBytes(bytes),
        root,
      ),
      vscode.l10n.t('Remove'),
    ));
  if (!isSure) return undefined;
  const freed = await remove(root);
  messages.info(vscode.l10n.t('Native TensorFlow is removed: {0} are free again.', formatBytes(freed)));
  return freed;
}
