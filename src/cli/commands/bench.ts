import os from 'node:os';
import { Command, Option } from 'commander';
import { serveBenchEngine } from '../bench/engineProcess';
import { benchEngines, type BenchEngineName } from '../bench/openBenchEngine';
import { selectBench } from '../bench/benchSelection';
import { trainingTable } from '../bench/benchTable';
import { ownCommands, readPeerCommands } from '../bench/peerCommands';
import { runTrainingBench, type TrainingBench } from '../bench/runTrainingBench';
import { CommandFailed } from '../commandFailed';
import { wholeNumber } from '../options';
import type { Output } from '../output';

interface BenchCommandOptions {
  readonly quick?: boolean;
  readonly only?: string;
  readonly threads?: number;
  readonly peers?: string;
}

const quickRounds = { count: 4, sliceMs: 250 };
const fullRounds = { count: 8, sliceMs: 500 };

export function benchCommand(output: Output): Command {
  return new Command('bench')
    .summary('how fast the engines compute here')
    .description(
      'Times training steps of the engines, one at a time in turns. `npm run bench` in the repository measures\n' +
        'PyTorch and others beside them, from the same weights, and believes a time only when the losses agree.',
    )
    .option('--quick', 'two small models on two shapes, few rounds')
    .option('--only <names>', 'some models, shapes and engines, separated by commas')
    .option('--threads <n>', 'only programs with so many threads', wholeNumber(1))
    .addOption(new Option('--peers <file>', 'programs to measure beside, a JSON file').hideHelp())
    .addHelpText(
      'after',
      '\nResult with --json: rows [{model, shape, engine, threads, msPerStep, ratioToPyTorch?, ratioToKeras?, lossAgrees?, …}], skipped.',
    )
    .action(async ({ quick = false, only, threads, peers }: BenchCommandOptions) => {
      const commands = [...ownCommands, ...(peers === undefined ? [] : await readPeerCommands(peers))];
      const selection = selectBench(commands, {
        quick,
        ...(only === undefined ? {} : { only }),
        ...(threads === undefined ? {} : { threads }),
      });
      warnOfLoad(output);
      const bench = await runTrainingBench(selection.cases, selection.commands, {
        rounds: quick ? quickRounds : fullRounds,
        freshProcesses: !quick,
        onCase: (done) => {
          show(done, output);
        },
      });
      output.result(bench);
      if (
        bench.skipped.some(({ failed }) => failed) ||
        bench.rows.some(({ lossAgrees }) => lossAgrees === false)
      )
        throw new CommandFailed();
    });
}

/** One engine as a program that `bench` starts and measures. */
export function benchEngineCommand(): Command {
  return new Command('bench-engine')
    .addOption(new Option('--engine <name>').choices(benchEngines).makeOptionMandatory())
    .requiredOption('--threads <n>', 'threads', wholeNumber(1))
    .action(({ engine, threads }: { engine: BenchEngineName; threads: number }) =>
      serveBenchEngine(engine, threads),
    );
}

function show({ rows, skipped }: TrainingBench, output: Output): void {
  for (const line of trainingTable(rows)) output.line(line);
  for (const { engine, threads, reason, failed } of skipped)
    output.notice(`${failed ? 'Failed' : 'Left out'}: ${engine}, threads ${threads}: ${reason}`);
  output.line();
}

function warnOfLoad(output: Output): void {
  const [load = 0] = os.loadavg();
  if (load > 0.5)
    output.notice(
      `Other programs keep this machine busy (load ${load.toFixed(1)}): times are too long, and ratios uncertain.`,
    );
}
