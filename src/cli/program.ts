import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { benchCommand, benchEngineCommand } from './commands/bench';
import { controlCommand } from './commands/control';
import { decodeCommand } from './commands/decode';
import { enginesCommand } from './commands/engines';
import { evaluateCommand } from './commands/evaluate';
import { galleryCommand } from './commands/gallery';
import { ladderCommand } from './commands/ladder';
import { reproduceCommand } from './commands/reproduce';
import { scoreCommand } from './commands/score';
import { seedsCommand } from './commands/seeds';
import { summaryCommand } from './commands/summary';
import { sweepCommand } from './commands/sweep';
import { testCommand } from './commands/test';
import { trainCommand } from './commands/train';
import { validateCommand } from './commands/validate';
import { CommandFailed } from './commandFailed';
import { exitCodes } from './exitCode';
import type { ExitCode } from './exitCode';
import type { Output } from './output';
import { UsageError } from './usageError';

/** The command line with all its commands. Every command gives the exit code by {@link runProgram}. */
function createProgram(output: Output): Command {
  const program = new Command('seq2seq-lab')
    .description('Trains sequence-to-sequence models and uses them, without an editor.')
    .version(version, '--version', 'print the version')
    .showHelpAfterError('Add --help to see what is valid.')
    .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong use.')
    .helpCommand(false);
  const commands = [
    trainCommand,
    controlCommand,
    reproduceCommand,
    decodeCommand,
    scoreCommand,
    evaluateCommand,
    testCommand,
    validateCommand,
    summaryCommand,
    seedsCommand,
    sweepCommand,
    ladderCommand,
    galleryCommand,
    enginesCommand,
    benchCommand,
  ];
  for (const create of commands) program.addCommand(create(output));
  program.addCommand(benchEngineCommand(), { hidden: true });
  everyCommand(program, (command) => {
    command.exitOverride();
    command.configureOutput({ writeErr: (text) => output.notice(text.trimEnd()) });
    // A command that only groups others has no result of its own.
    if (command.commands.length === 0)
      command.option('--json', 'print the result as one JSON object, the last line on stdout');
  });
  return program;
}

/** Runs the command that `args` name and says how it ended. Errors are told on stderr, and with `--json` in the result. */
export async function runProgram(args: readonly string[], output: Output): Promise<ExitCode> {
  try {
    await createProgram(output).parseAsync([...args], { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse;
    if (error instanceof CommandFailed) return exitCodes.failed;
    const message = error instanceof Error ? error.message : String(error);
    output.notice(
      process.env['S2S_DEBUG'] !== undefined && error instanceof Error ? (error.stack ?? message) : message,
    );
    output.result({ error: message });
    return error instanceof UsageError ? exitCodes.wrongUse : exitCodes.failed;
  }
}

function everyCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const child of command.commands) everyCommand(child, visit);
}
