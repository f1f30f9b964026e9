import type { ExtensionContext } from 'vscode';
import { nativeRootIn } from '../../native/nativeFolders';

/** Where this extension installs native TensorFlow: in its global storage, which goes when it is uninstalled. */
export const nativeRootOf = (context: ExtensionContext): string =>
  nativeRootIn(context.globalStorageUri.fsPath);
