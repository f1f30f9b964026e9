import { Command } from 'commander';
import { formatPath } from '../../core/config/formatPath';
import { hasErrors } from '../../core/config/parseConfig';
import { checkConfig } from '../../trainer/checkConfig';
import { formatDiagnostic } from '../../core/config/formatDiagnostic';
import { CommandFailed } from '../commandFailed';
import type { Output } from '../output';

export function validateCommand(output: Output): Command {
  return new Command('validate')
    .summary('check a config and the data files it names')
    .description(
      'Checks a config and the data files it names, and prints what the editor would show: file:line:column, severity, message.\n' +
        'Fails when there is an error; warnings alone are fine.',
    )
    .argument('<config>', 'a .s2s.json file')
    .action(async (config: string) => {
      const { configFile, diagnostics } = await checkConfig({ configFile: config });
      for (const diagnostic of diagnostics) output.line(formatDiagnostic(configFile, diagnostic));
      if (diagnostics.length === 0) output.line(`${configFile}: no problems.`);
      output.result({
        diagnostics: diagnostics.map(({ line, column, path, severity, code, message }) => ({
          file: configFile,
          line,
          column,
          path: formatPath(path),
          severity,
          code,
          message,
        })),
      });
      if (hasErrors(diagnostics)) throw new CommandFailed();
    });
}
