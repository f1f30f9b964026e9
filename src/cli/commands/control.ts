import path from 'node:path';
import { Argument, Command } from 'commander';
import type { FromTrainer, ToTrainer } from '../../protocol/trainer';
import type { RunManifest } from '../../runs/manifest';
import { hostOf, observeStatus, processState } from '../../runs/processIdentity';
import { readManifest } from '../../runs/readManifest';
import { RunFolderError } from '../../runs/runFolderError';
import { askTrainer } from '../askTrainer';
import type { Output } from '../output';
import { UsageError } from '../usageError';

const actions = ['pause', 'continue', 'stop', 'learning-rate'] as const;
type Action = (typeof actions)[number];

export function controlCommand(output: Output): Command {
  return new Command('control')
    .summary('pause a training, let it go on, stop it or change its learning rate')
    .description(
      'Asks the process that trains a run on this machine, whoever started it: the editor, or the command line in another\n' +
        'terminal. A pause and a stop come after a checkpoint. A learning rate is that of the next step; the schedule of the\n' +
        'config goes on from there, scaled. It is noted in the run, and set again where the run is reproduced.',
    )
    .argument('<run>', 'a run folder')
    .addArgument(new Argument('<action>', 'what to ask for').choices(actions))
    .argument('[value]', 'the learning rate, with learning-rate')
    .addHelpText('after', '\nResult with --json: run, status, paused, step, learningRate?.')
    .action(async (run: string, action: Action, value: string | undefined) => {
      const folder = path.resolve(run);
      const request = requestOf(action, value);
      const manifest = await readManifest(folder);
      const trainer = await requireTrainer(folder, manifest);
      refuseIdle(folder, manifest, action);
      await askTrainer({ process: trainer, request, isDone: (message) => hasHappened(request, message) });
      const now = await readManifest(folder);
      output.line(describe(request, now));
      output.result({
        run: folder,
        status: now.status,
        paused: now.pausedAt !== undefined,
        step: now.step,
        ...(request.type === 'set-learning-rate' ? { learningRate: request.learningRate } : {}),
      });
    });
}

function requestOf(action: Action, value: string | undefined): ToTrainer {
  if (action !== 'learning-rate') {
    if (value !== undefined)
      throw new UsageError(`control … ${action} takes no value, but "${value}" was given.`);
    return { type: action };
  }
  const learningRate = Number(value);
  if (value === undefined || value.trim() === '' || !(learningRate > 0 && Number.isFinite(learningRate)))
    throw new UsageError(
      `control … learning-rate takes the new rate, a number above 0 such as 0.0003${value === undefined ? '' : `, not "${value}"`}.`,
    );
  return { type: 'set-learning-rate', learningRate };
}

/** @throws RunFolderError when nobody on this machine trains the run */
async function requireTrainer(
  folder: string,
  manifest: RunManifest,
): Promise<NonNullable<RunManifest['process']>> {
  const status = await observeStatus(manifest);
  const { process } = manifest;
  if ((status !== 'running' && status !== 'preparing') || process === undefined)
    throw new RunFolderError(
      folder,
      `nobody is training this run: it is ${status}`,
      status === 'finished' ? 'There is nothing to ask for.' : 'To go on with it: train with --resume.',
    );
  if ((await processState(process)) === 'elsewhere')
    throw new RunFolderError(
      folder,
      `this run is being trained on another machine (${hostOf(process)})`,
      'Run this command there.',
    );
  return process;
}

function refuseIdle(folder: string, { pausedAt }: RunManifest, action: Action): void {
  if (action === 'pause' && pausedAt !== undefined)
    throw new RunFolderError(folder, 'this run is paused already', 'To let it go on: control … continue.');
  if (action === 'continue' && pausedAt === undefined)
    throw new RunFolderError(folder, 'this run is not paused', 'There is nothing to continue.');
}

function hasHappened(request: ToTrainer, message: FromTrainer): boolean {
  switch (request.type) {
    case 'pause':
      return message.type === 'manifest' && message.manifest.pausedAt !== undefined;
    case 'continue':
      return message.type === 'manifest' && message.manifest.pausedAt === undefined;
    case 'set-learning-rate':
      return (
        message.type === 'change' &&
        message.point.change === 'learning-rate' &&
        message.point.learningRate === request.learningRate
      );
    default:
      // A stop is done when the trainer is gone.
      return false;
  }
}

function describe(request: ToTrainer, { id, status, step, pausedAt }: RunManifest): string {
  if (request.type === 'set-learning-rate')
    return `${id}: the learning rate is ${request.learningRate} from step ${step + 1} on${pausedAt === undefined ? '' : ' (paused)'}.`;
  if (pausedAt !== undefined) return `${id}: paused after step ${step}, with a checkpoint.`;
  return `${id}: ${status === 'running' ? 'going on' : status} after step ${step}.`;
}
