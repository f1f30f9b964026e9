import { formatBytes } from '../native/formatBytes';
import { findWorking, installNative } from '../native/installNative';
import type { NativePhase, NativeProgress } from '../native/installProgress';
import type { InstalledNative } from '../native/installedNative';
import { nativeFolders, nativeRootIn, userCacheFolder } from '../native/nativeFolders';
import { environmentNetwork } from '../native/network';
import { planInstallation } from '../native/planInstallation';
import type { InstallOptions } from '../native/planInstallation';
import { probeNative } from '../native/probeNative';
import { formatDuration } from './duration';
import { LiveLine } from './liveLine';
import type { Output } from './output';

/** What `engines --install --json` says of the installation. */
export interface InstallationResult extends InstalledNative {
  readonly folder: string;
  readonly seconds: number;
}

const phaseTexts: Record<NativePhase, string> = {
  fetching: 'fetching tfjs-node',
  downloading: 'downloading TensorFlow',
  unpacking: 'unpacking',
  building: 'building',
  probing: 'trying it',
};

/** Where the command line installs. */
export const commandLineRoot = (): string => nativeRootIn(userCacheFolder());

/**
 * Installs native TensorFlow for this user and tells how it gets on. Ctrl+C gives it up.
 * @param script the bundled command line
 * @throws Error in words
 */
export async function installNativeShown(script: string, output: Output): Promise<InstallationResult> {
  const startedMs = performance.now();
  const abort = new AbortController();
  const giveUp = (): void => abort.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, giveUp);
  const root = commandLineRoot();
  const options: InstallOptions = {
    root,
    network: environmentNetwork(process.env),
    env: process.env,
    signal: abort.signal,
    probe: (folder, signal) =>
      probeNative(folder, { execPath: process.execPath, script, env: process.env }, signal),
  };
  const { installed: folder } = nativeFolders(root);
  const line = new InstallLine(output);
  try {
    const present = await findWorking(options);
    if (present !== undefined) {
      output.line(`Native TensorFlow ${present.tensorFlow} is installed already, and works: ${folder}`);
      return { ...present, folder, seconds: seconds(startedMs) };
    }
    const plan = await planInstallation(options);
    output.line(`Installing native TensorFlow ${plan.tensorFlow} in ${folder}. ${plan.why}`);
    output.line(
      `It downloads ${formatBytes(plan.downloadBytes)} and needs ${formatBytes(plan.neededBytes)} of disk while it works (${formatBytes(plan.freeBytes)} are free); ${formatBytes(plan.remainingBytes)} remain.`,
    );
    const installed = await installNative(plan, options, (progress) => line.show(progress));
    line.clear();
    output.line(
      `TensorFlow ${installed.tensorFlow} computes here. It takes ${formatBytes(installed.bytes)}; installing took ${formatDuration(performance.now() - startedMs)}.`,
    );
    return { ...installed, folder, seconds: seconds(startedMs) };
  } catch (error) {
    line.clear();
    if (abort.signal.aborted)
      throw new Error(
        'The installation was given up. Nothing was installed; what has been downloaded so far is kept for the next time (engines --remove deletes it).',
        { cause: error },
      );
    throw error;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, giveUp);
  }
}

const seconds = (startedMs: number): number => Math.round(performance.now() - startedMs) / 1000;

/** How an installation gets on: one line drawn over on a terminal, else a line for each part and every tenth of a download. */
class InstallLine {
  private lastPlain = '';
  private readonly liveLine: LiveLine;

  constructor(private readonly output: Output) {
    this.liveLine = new LiveLine(output);
  }

  show({ phase, fraction, doneBytes, totalBytes }: NativeProgress): void {
    const share = `${Math.floor(100 * fraction)} %`.padStart(5);
    const bytes =
      doneBytes === undefined || totalBytes === undefined
        ? ''
        : `  ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
    const text = `${share}  ${phaseTexts[phase]}${bytes}`;
    if (this.output.interactive) {
      this.liveLine.show(text);
      return;
    }
    const tenth =
      doneBytes === undefined || totalBytes === undefined ? 0 : Math.floor((10 * doneBytes) / totalBytes);
    const key = `${phase}${tenth}`;
    if (key === this.lastPlain) return;
    this.lastPlain = key;
    this.output.line(text);
  }

  clear(): void {
    this.liveLine.clear();
  }
}
