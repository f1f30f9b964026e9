import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import type { Run } from '../../../src/host/runs/run';
import { reverseConfig, writeConfig } from './configs';
import { activateExtension } from './extension';
import { waitFor } from './waitFor';

/** For a training to its end on a machine that is busy with other tests. */
export const trainingLimitMs = 180_000;

/** Gives the command Train Model, and returns the run folder. */
export async function train(config: vscode.Uri): Promise<string> {
  const folder = await vscode.commands.executeCommand<string | undefined>(commands.train, config);
  assert.ok(folder, 'Training was refused');
  return folder;
}

/** Waits until a run has this status. */
export function waitForStatus(
  api: TestApi,
  folder: string,
  status: Run['status'],
  limitMs?: number,
): Promise<Run> {
  return waitFor(
    `run that is ${status}`,
    () => {
      const run = api.store.get(folder);
      if (run?.status === 'failed' && status !== 'failed')
        throw new Error(`The run has failed: ${run.manifest.message ?? '?'}`);
      return run?.status === status && run;
    },
    limitMs,
  );
}

/** Waits until a training has made so many steps that this window has heard of. */
export const waitForStep = (api: TestApi, folder: string, step: number): Promise<Run> =>
  waitFor(`step ${step}`, () => {
    const run = api.store.get(folder);
    return run !== undefined && (run.latest?.step ?? 0) >= step && run;
  });

export const stop = (folder: string): Thenable<unknown> =>
  vscode.commands.executeCommand(commands.stop, folder);

/** Before all tests of a suite: activates the extension, and has a model that writes letters backwards ready. */
export function beforeAllWithModel(
  use: (given: { readonly api: TestApi; readonly run: Run }) => void | Promise<void>,
): void {
  before(async function () {
    this.timeout(trainingLimitMs + 60_000);
    const api = await activateExtension();
    await use({ api, run: await trainedModel(api) });
  });
}

/** A model that writes letters backwards, trained once for all tests of a window. */
export async function trainedModel(api: TestApi): Promise<Run> {
  const done = api.store
    .all()
    .find(({ manifest, status }) => manifest.name === 'backwards' && status === 'finished');
  return (
    done ??
    waitForStatus(
      api,
      await train(await writeConfig('backwards', reverseConfig)),
      'finished',
      trainingLimitMs,
    )
  );
}
