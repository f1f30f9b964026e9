import path from 'node:path';
import { Command } from 'commander';
import { listRuns } from '../../runs/runList';
import { runsFolderOf, stateFolderOf } from '../../runs/stateFolder';
import { readConfigText } from '../../trainer/checkConfig';
import { stateRootOf } from '../../trainer/stateRoot';
import { applyOverrides, parseOverride } from '../configOverrides';
import type { ConfigOverride } from '../configOverrides';
import { crashedBefore } from '../crashedBefore';
import { newRunFolder } from '../newRunFolder';
import { collect, engineOption, wholeNumber } from '../options';
import type { EngineChoice } from '../options';
import type { Output } from '../output';
import { runTraining } from '../runTraining';
import { UsageError } from '../usageError';

interface TrainOptions {
  readonly run?: string;
  readonly engine: EngineChoice;
  readonly threads?: number;
  readonly seed?: number;
  readonly updates?: number;
  readonly set?: readonly ConfigOverride[];
  readonly resume?: true;
}

export function trainCommand(output: Output): Command {
  return new Command('train')
    .summary('train the model that a config describes')
    .description(
      'Trains the model that a config describes and writes everything about it to a run folder, where the editor finds it too.\n' +
        'Ctrl+C writes a checkpoint and stops; pressed again it stops at once.',
    )
    .argument('<config>', 'a .s2s.json file')
    .option('--run <folder>', 'folder of the run (default: a new one in .s2s/runs beside the config)')
    .addOption(engineOption())
    .option('--threads <n>', 'threads that compute (default: the engine decides)', wholeNumber(1, 1024))
    .option('--seed <n>', 'random_seed instead of the config’s', wholeNumber(0, 0x7fffffff))
    .option(
      '--updates <n>',
      'stop after so many steps, instead of the config’s updates and epochs',
      wholeNumber(1),
    )
    .option(
      '--set <path=value>',
      'set a key of the config, such as model.encoder.hidden_size=64; may be repeated',
      collect(parseOverride),
    )
    .option('--resume', 'go on with the run given by --run, or with the newest run of this config')
    .addHelpText(
      'after',
      '\nResult with --json: run, engine, threads, steps, epochs, seconds, tokensPerSecond, stopReason, best {metric, value, step}.',
    )
    .action(async (configFile: string, options: TrainOptions) => {
      const file = path.resolve(configFile);
      const resume = options.resume === true;
      const overrides = overridesOf(options);
      if (resume) refuseFixedKeys(overrides);
      if (!resume) await tellCrash(file, output);
      const text = applyOverrides(await readConfigText(file), overrides);
      const runFolder = resume
        ? await folderToResume(file, options.run)
        : options.run === undefined
          ? await newRunFolder(file, text)
          : path.resolve(options.run);
      const result = await runTraining(
        {
          configFile: file,
          configText: text,
          runFolder,
          resume,
          engine: options.engine,
          threads: options.threads,
        },
        output,
      );
      output.result(result);
    });
}

function overridesOf({ seed, updates, set = [] }: TrainOptions): ConfigOverride[] {
  return [
    ...set,
    ...(seed === undefined ? [] : [{ path: ['random_seed'], value: seed }]),
    ...(updates === undefined
      ? []
      : [
          { path: ['training', 'epochs'], value: undefined },
          { path: ['training', 'updates'], value: updates },
        ]),
  ];
}

async function tellCrash(configFile: string, output: Output): Promise<void> {
  const runs = await listRuns(runsFolderOf(stateFolderOf(await stateRootOf(configFile))));
  const text = crashedBefore(runs, configFile);
  if (text !== undefined) output.notice(text);
}

const resumableKeys = ['training.updates', 'training.epochs', 'training.early_stopping'];

/** A run goes on as it began; only how long it goes on can change. */
function refuseFixedKeys(overrides: readonly ConfigOverride[]): void {
  for (const { path: keys } of overrides) {
    const key = keys.join('.');
    if (!resumableKeys.some((allowed) => key === allowed || key.startsWith(`${allowed}.`)))
      throw new UsageError(
        `--resume goes on with the run as it began, so ${key} can't be set. What can change: ${resumableKeys.join(', ')}.`,
      );
  }
}

async function folderToResume(configFile: string, run: string | undefined): Promise<string> {
  if (run !== undefined) return path.resolve(run);
  const runs = await listRuns(runsFolderOf(stateFolderOf(await stateRootOf(configFile))));
  const newest = runs.find(
    (entry) =>
      entry.type === 'run' &&
      entry.manifest.configFile === configFile &&
      // Variants of it are gone on with by their sweep or ladder.
      entry.manifest.group === undefined,
  );
  if (newest === undefined)
    throw new UsageError(`There is no run of ${configFile} to resume yet. Train without --resume first.`);
  return newest.folder;
}
