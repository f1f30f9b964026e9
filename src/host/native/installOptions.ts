import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import type { InstallOptions } from '../../native/planInstallation';
import { probeNative } from '../../native/probeNative';
import { currentHostProcess, forkOptions } from '../runs/forkOptions';
import { nativeRootOf } from './nativeRoot';

/** How native TensorFlow is installed from here. The network is VS Code's, with the proxy and the certificates of its settings. */
export function installOptions(context: ExtensionContext, signal: AbortSignal): InstallOptions {
  const host = currentHostProcess();
  // The user's environment, without what VS Code put there for itself.
  const { env = {} } = forkOptions(host, { detached: false, logDescriptor: 2 });
  const launcher = { execPath: host.execPath, script: join(context.extensionPath, 'dist', 'cli.js'), env };
  return {
    root: nativeRootOf(context),
    network: {},
    env,
    signal,
    probe: (folder, probeSignal) => probeNative(folder, launcher, probeSignal),
  };
}
