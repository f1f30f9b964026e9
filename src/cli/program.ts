import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { CommandFailed } from './commandFailed';
import { exitCodes } from './exitCode';
import type { ExitCode } from './exitCode';
import type { Output } from './output';
import { UsageError } from './usageError';

/** The commands by their names, in the order of the help. Each is loaded when it is given: with all it needs it is large. */
const commands: Readonly<Record<string, (output: Output) => Promise<Command>>> = {
  train: async (output) => (await import('./commands/train')).trainCommand(output),
  control: async (output) => (await import('./commands/control')).controlCommand(output),
  reproduce: async (output) => (await import('./commands/reproduce')).reproduceCommand(output),
  decode: async (output) => (await import('./commands/decode')).decodeCommand(output),
  score: async (output) => (await import('./commands/score')).scoreCommand(output),
  evaluate: async (output) => (await import('./commands/evaluate')).evaluateCommand(output),
  test: async (output) => (await import('./commands/test')).testCommand(output),
  validate: async (output) => (await import('./commands/validate')).validateCommand(output),
  summary: async (output) => (await import('./commands/summary')).summaryCommand(output),
  seeds: async (output) => (await import('./commands/seeds')).seedsCommand(output),
  sweep: async (output) => (await import('./commands/sweep')).sweepCommand(output),
  ladder: async (output) => (await import('./commands/ladder')).ladderCommand(output),
  gallery: async (output) => (await import('./commands/gallery')).galleryCommand(output),
  engines: async (output) => (await import('./commands/engines')).enginesCommand(output),
  bench: async (output) => (await import('./commands/bench')).benchCommand(output),
};

/** Those that are for this program itself. */
const hiddenCommands: typeof commands = {
  'bench-engine': async () => (await import('./commands/bench')).benchEngineCommand(),
};

/**
 * The command line with the command that is named; with all that people may use, when none is. Every command gives the exit
 * code by {@link runProgram}.
 */
async function createProgram(name: string | undefined, output: Output): Promise<Command> {
  const program = new Command('seq2seq-lab')
    .description('Trains sequence-to-sequence models and uses them, without an editor.')
    .version(version, '--version', 'print the version')
    .showHelpAfterError('Add --help to see what is valid.')
    .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong use.')
    .helpCommand(false);
  const known = new Map(Object.entries({ ...commands, ...hiddenCommands }));
  const named = name === undefined ? undefined : known.get(name);
  for (const create of named === undefined ? Object.values(commands) : [named])
    program.addCommand(await create(output));
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
    const program = await createProgram(args[0], output);
    await program.parseAsync([...args], { from: 'user' });
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
