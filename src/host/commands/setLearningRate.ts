import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { parseLearningRate } from '../runs/parseLearningRate';
import { isActive } from '../runs/run';
import type { Run } from '../runs/run';
import { askRun } from './askRun';
import { chooseRun } from './chooseRun';

/** A larger rate than this rarely trains anything. */
const unusualRate = 1;
/** So many times the rate in force is likely a slip of the finger. */
const unusualFactor = 20;

/**
 * Sets the learning rate of the next step of a training. `given`: the rate, without asking. Returns the rate that is then in
 * force; undefined when it is as before.
 */
export async function setLearningRate(
  services: HostServices,
  argument: unknown,
  given: number | undefined,
): Promise<number | undefined> {
  if (!requireTrust(services.messages)) return undefined;
  const run = await chooseRun(services, {
    argument,
    accepts: isActive,
    placeholder: vscode.l10n.t('The learning rate of which training?'),
    noneText: vscode.l10n.t('The learning rate can be changed while a model is being trained, or paused.'),
  });
  if (run === undefined) return undefined;
  const current = await currentRate(run);
  const learningRate = given ?? (await askRate(run, current));
  if (learningRate === undefined || learningRate === current) return undefined;
  const isSet = await askRun(services, {
    run,
    request: { type: 'set-learning-rate', learningRate },
    isDone: ({ manifest }) => manifest.learningRateChanges?.at(-1)?.learningRate === learningRate,
    title: vscode.l10n.t('{0}: changing the learning rate…', run.manifest.name),
  });
  return isSet ? learningRate : undefined;
}

async function askRate(run: Run, current: number | undefined): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Learning rate of {0}', run.manifest.name),
    prompt: vscode.l10n.t(
      'From the next step on; the schedule of the config goes on from there, scaled. A number such as 0.0003, or a factor such as ×0.5 or /10.',
    ),
    value: current === undefined ? '' : String(Number(current.toPrecision(4))),
    validateInput: (typed) => validate(typed, current),
  });
  if (text === undefined) return undefined;
  const typed = parseLearningRate(text, current);
  return typed.type === 'rate' ? typed.learningRate : undefined;
}

function validate(text: string, current: number | undefined): vscode.InputBoxValidationMessage | undefined {
  const typed = parseLearningRate(text, current);
  if (typed.type === 'wrong')
    return {
      message: vscode.l10n.t(
        'Type a number above 0 with a decimal point, such as 0.0003 or 3e-4, or a factor such as ×0.5 or /10.',
      ),
      severity: vscode.InputBoxValidationSeverity.Error,
    };
  const { learningRate } = typed;
  if (learningRate > unusualRate || learningRate > unusualFactor * (current ?? Infinity))
    return {
      message: vscode.l10n.t(
        '{0} is a large step: training may diverge. Enter sets it all the same.',
        learningRate,
      ),
      severity: vscode.InputBoxValidationSeverity.Warning,
    };
  return undefined;
}

/** The rate in force: what was set by hand since the newest point, or what that was trained with. */
async function currentRate({ folder, manifest, latest }: Run): Promise<number | undefined> {
  const change = manifest.learningRateChanges?.at(-1);
  const { RunReader } = await import('../../runs/runReader');
  const reader = new RunReader(folder);
  const point = latest ?? (await reader.readMetrics()).items.findLast((line) => line.kind === 'train');
  if (change !== undefined && change.step >= (point?.step ?? 0)) return change.learningRate;
  return point?.learningRate ?? (await reader.readConfig()).training.learning_rate;
}
