import { Command } from 'commander';
import { reportEngines } from '../../trainer/openEngine';
import type { Output } from '../output';

export function enginesCommand(output: Output): Command {
  return new Command('engines')
    .summary('which engines load here, and why others do not')
    .description(
      'Loads every engine there is and says its version, or why it can’t be used. "auto" takes the first that loads.\n' +
        'The environment variable S2S_NATIVE_PATH names a folder with @tensorflow/tfjs-node.',
    )
    .addHelpText('after', '\nResult with --json: engines [{name, available, version, reason}].')
    .action(async () => {
      const engines = await reportEngines({});
      for (const { name, available, version = '', reason = '' } of engines)
        output.line(
          `${available ? '✓' : '✗'} ${name.padEnd(12)}${[version, reason].filter((text) => text !== '').join('. ')}`,
        );
      output.result({ engines });
    });
}
