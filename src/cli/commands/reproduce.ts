import path from 'node:path';
import { Command } from 'commander';
import { readManifest } from '../../runs/readManifest';
import { reserveRunFolder } from '../../runs/runId';
import { CommandFailed } from '../commandFailed';
import { engineOption, wholeNumber } from '../options';
import type { EngineChoice } from '../options';
import type { Output } from '../output';
import { describeReproduction } from '../reproductionText';
import { runTraining } from '../runTraining';

interface ReproduceOptions {
  readonly engine: EngineChoice;
  readonly threads?: number;
}

export function reproduceCommand(output: Output): Command {
  return new Command('reproduce')
    .summary('train a run again and tell whether its numbers come out the same')
    .description(
      'Trains the config that a run has kept as a new run beside it: same seed, engine and threads, the same learning rates\n' +
        'set by hand, up to the same step. Then compares every logged figure. Data that has changed since is named, and\n' +
        'nothing is trained. Exit code 1 when the numbers are not the same, bit for bit.',
    )
    .argument('<run>', 'a run folder')
    .addOption(engineOption('the engine to use instead of the one that computed the run, if that is there'))
    .option('--threads <n>', 'threads instead of those of the run', wholeNumber(1, 1024))
    .addHelpText(
      'after',
      '\nResult with --json: run, reproduces, verdict (identical, close, different, incomplete), points, step, originalStep, differsFrom?, largestDifference?, reasons [{what, original, now}].',
    )
    .action(async (run: string, { engine, threads }: ReproduceOptions) => {
      const original = path.resolve(run);
      const { name, configFile } = await readManifest(original);
      const order = {
        configFile,
        runFolder: await reserveRunFolder(path.dirname(original), name, new Date()),
        resume: false,
        engine,
        threads,
        reproduces: original,
      };
      await runTraining(order, output);
      const { reproduces, reproduction } = await readManifest(order.runFolder);
      if (reproduction === undefined)
        throw new Error('The runs could not be compared: see the warning above.');
      for (const line of describeReproduction(reproduction)) output.line(line);
      output.result({ run: order.runFolder, reproduces, ...reproduction });
      if (reproduction.verdict !== 'identical') throw new CommandFailed();
    });
}
