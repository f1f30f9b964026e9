import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command, Option } from 'commander';
import { selectBench } from '../bench/benchSelection';
import { decodingColumns, growthColumns, kernelColumns, trainingColumns } from '../bench/benchTable';
import { serveBenchEngine } from '../bench/engineProcess';
import { describeMachine } from '../bench/machine';
import { benchEngines, type BenchEngineName } from '../bench/openBenchEngine';
import { ownCommands, readPeerCommands } from '../bench/peerCommands';
import { performancePage } from '../bench/performancePage';
import { profileConfig } from '../bench/profileConfig';
import { runBench, type BenchProgress } from '../bench/runBench';
import { CommandFailed } from '../commandFailed';
import { wholeNumber } from '../options';
import type { Output } from '../output';
import { textTable, type Column } from '../table';
import { UsageError } from '../usageError';

interface BenchCommandOptions {
  readonly quick?: boolean;
  readonly only?: string;
  readonly threads?: number;
  readonly profile?: string;
  readonly dump?: string;
  readonly peers?: string;
  readonly page?: string;
}

/** From here on, other programs lengthen what is measured. */
const noticeableLoad = 0.5;

export function benchCommand(output: Output): Command {
  return new Command('bench')
    .summary('how fast the engines compute here')
    .description(
      'Times training steps and decoding of the engines, one at a time in turns. `npm run bench` in the repository\n' +
        'measures PyTorch and others beside them, from the same weights, and believes a time only if the losses agree.',
    )
    .option('--quick', 'two models on two shapes, few rounds')
    .option(
      '--only <names>',
      'some of: training, decoding, growth; models, shapes, engines; separated by commas',
    )
    .option('--threads <n>', 'only programs with so many threads', wholeNumber(1))
    .option('--profile <config>', 'instead: what each kernel of the config’s training step costs')
    .option('--dump <file>', 'with --profile: write the program of the step as text; - is standard output')
    .addOption(new Option('--peers <file>', 'programs to measure beside, a JSON file').hideHelp())
    .addOption(new Option('--page <file>', 'write what was measured as a page').hideHelp())
    .addHelpText(
      'after',
      '\nResult with --json: rows [{model, shape, engine, threads, msPerStep, ratioToPyTorch?, ratioToKeras?, lossAgrees, …}],\n' +
        'decoding [{model, shape, engine, threads, task, p50Ms, p95Ms, …}], growth, skipped, machine.\n' +
        'With --profile: engine, batchSize, sourceTime, targetTime, msPerStep, kernels [{kernel, count, totalMs, share}].',
    )
    .action(async ({ quick = false, only, threads, profile, dump, peers, page }: BenchCommandOptions) => {
      if (dump !== undefined && profile === undefined)
        throw new UsageError('--dump writes the program that --profile measures: give --profile CONFIG too.');
      if (profile !== undefined) {
        await showProfile(path.resolve(profile), dump, output);
        return;
      }
      const others = peers === undefined ? [] : await readPeerCommands(peers);
      const selection = selectBench(ownCommands, others, { quick, only, threads });
      const { load } = describeMachine();
      if (load > noticeableLoad)
        output.notice(
          `Other programs keep this machine busy (load ${load.toFixed(1)}): times are too long, and ratios uncertain.`,
        );
      const result = await runBench(selection, { quick, progress: progressOn(output) });
      if (page !== undefined)
        await writeFile(path.resolve(page), performancePage(result, pageCommand(page, only, threads)));
      output.result(result);
      const failed = result.skipped.some((each) => each.failed);
      const differs = result.rows.some(({ lossAgrees }) => lossAgrees === false);
      if (failed || differs) throw new CommandFailed();
    });
}

/** What a page says of how it was made. */
function pageCommand(page: string, only?: string, threads?: number): string {
  return [
    'npm run bench --',
    ...(only === undefined ? [] : [`--only ${only}`]),
    ...(threads === undefined ? [] : [`--threads ${threads}`]),
    path.basename(page) === 'performance.md'
      ? '--write'
      : `--page ${path.relative('.', page).replaceAll(path.sep, '/')}`,
  ].join(' ');
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

async function showProfile(configFile: string, dump: string | undefined, output: Output): Promise<void> {
  const { program, ...profile } = await profileConfig(configFile);
  const { engine, version, batchSize, sourceTime, targetTime, msPerStep, kernels } = profile;
  output.line(
    `A training step of ${batchSize} pairs of length ${sourceTime} → ${targetTime} on ${engine} (${version}), one thread: ${msPerStep.toFixed(1)} ms`,
  );
  for (const line of textTable(kernelColumns, kernels)) output.line(line);
  if (dump === '-') output.line(`\n${program}`);
  else if (dump !== undefined) await writeFile(path.resolve(dump), program);
  output.result(profile);
}

function progressOn(output: Output): BenchProgress {
  const table = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]) => {
    for (const line of textTable(columns, rows)) output.line(line);
    if (rows.length > 0) output.line();
  };
  return {
    training: (rows) => {
      table(trainingColumns, rows);
    },
    decoding: (rows) => {
      table(decodingColumns, rows);
    },
    growth: (rows) => {
      table(growthColumns, rows);
    },
    skipped: (rows) => {
      for (const { model, shape, engine, threads, reason, failed } of rows)
        output.notice(
          `${failed ? 'Failed' : 'Left out'}: ${engine}, threads ${threads}, ${model} ${shape}: ${reason}`,
        );
    },
  };
}
