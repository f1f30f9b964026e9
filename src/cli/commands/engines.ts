import path from 'node:path';
import { Command, Option } from 'commander';
import { formatBytes } from '../../native/formatBytes';
import { removeNative } from '../../native/removeNative';
import { reportEngines } from '../../trainer/openEngine';
import { tryNative } from '../../trainer/tryNative';
import { commandLineRoot, installNativeShown } from '../installNativeShown';
import type { Output } from '../output';

interface EnginesOptions {
  readonly install?: true;
  readonly remove?: true;
  readonly probe?: string;
}

export function enginesCommand(output: Output): Command {
  return (
    new Command('engines')
      .summary('which engines load here, and why others do not; installs native TensorFlow')
      .description(
        'Loads every engine there is and says its version, or why it can’t be used. "auto" takes the first that loads.\n' +
          'The environment variable S2S_NATIVE_PATH names a folder with @tensorflow/tfjs-node.',
      )
      .addOption(
        new Option('--install', 'install native TensorFlow for this user (no Python needed)').conflicts(
          'remove',
        ),
      )
      .option('--remove', 'remove what --install has installed')
      // For processes of ours: says whether the tfjs-node of a folder works, at the risk of this process.
      .addOption(new Option('--probe <folder>').hideHelp().conflicts(['install', 'remove']))
      .addHelpText(
        'after',
        '\nResult with --json: engines [{name, available, version, reason}]; with --install also installed {folder, tensorFlow, source, bytes, seconds}; with --remove also freedBytes.',
      )
      .action(async ({ install, remove, probe }: EnginesOptions) => {
        if (probe !== undefined) {
          delete process.env['S2S_NATIVE_PATH'];
          output.result(await tryNative(probe, __dirname));
          return;
        }
        const installed =
          install === true ? await installNativeShown(path.join(__dirname, 'cli.js'), output) : undefined;
        const freedBytes = remove === true ? await removeShown(output) : undefined;
        const engines = await reportEngines({});
        for (const { name, available, version = '', reason = '' } of engines)
          output.line(
            `${available ? '✓' : '✗'} ${name.padEnd(12)}${[version, reason].filter((text) => text !== '').join('. ')}`,
          );
        output.result({
          engines,
          ...(installed === undefined ? {} : { installed }),
          ...(freedBytes === undefined ? {} : { freedBytes }),
        });
      })
  );
}

async function removeShown(output: Output): Promise<number> {
  const root = commandLineRoot();
  const freedBytes = await removeNative(root);
  output.line(
    freedBytes === 0
      ? `There is nothing to remove: engines --install has installed nothing in ${root}.`
      : `Removed native TensorFlow from ${root}: ${formatBytes(freedBytes)} are free again.`,
  );
  return freedBytes;
}
