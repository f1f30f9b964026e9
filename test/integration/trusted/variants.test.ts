import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import type { BegunVariants } from '../../../src/host/variants/runVariants';
import { queued } from '../../../src/host/runs/trainingQueue';
import type { Run } from '../../../src/host/runs/run';
import type { ToCompare } from '../../../src/protocol/compare';
import { endlessConfig, reverseConfig, writeConfig } from '../support/configs';
import { activateExtension, closeEditors, Said } from '../support/extension';
import { stop, trainingLimitMs } from '../support/training';
import { waitFor } from '../support/waitFor';

const confirmed = { confirmed: true };
const run = <T>(command: string, ...args: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(command, ...args);

describe('A sweep and a ladder of a config', function () {
  this.timeout(trainingLimitMs);
  let api: TestApi;
  const posted: ToCompare[] = [];
  let listener: vscode.Disposable;

  before(async () => {
    api = await activateExtension();
    listener = api.comparison.onDidPost((message) => posted.push(message));
  });
  afterEach(async () => {
    api.trainings.clearQueue();
    for (const { folder } of api.store.active()) await stop(folder);
    await closeEditors();
  });
  after(() => {
    listener.dispose();
  });

  const members = (group: string): Run[] =>
    api.store.all().filter(({ manifest }) => manifest.group?.id === group);

  it('go into the queue as runs of their own, and are not trained twice', async () => {
    const training = { ...reverseConfig.training, updates: 6, validation_freq: 3 };
    const sweep = { parameters: { 'training.learning_rate': [0.001, 0.01] } };
    const config = await writeConfig('swept', { ...reverseConfig, training, sweep });
    const said = new Said(api);
    const begun = await run<BegunVariants>(commands.runSweep, config, confirmed);
    assert.equal(begun.queued, 2);
    await waitFor(
      'the end of both trials',
      () =>
        members(begun.group).filter(({ status }) => status === 'finished').length === 2 &&
        api.trainings.allPending().length === 0,
      trainingLimitMs,
    );
    assert.deepEqual(
      members(begun.group)
        .map(({ manifest: { group } }) => group?.variant)
        .sort(),
      ['learning_rate=0.001', 'learning_rate=0.01'],
    );
    assert.equal(api.store.latestOf(config.fsPath), undefined);
    await waitFor('the group in the comparison', () =>
      posted.some((message) => message.type === 'show-group' && message.group === begun.group),
    );
    await waitFor('the news of its end', () =>
      api.messages.shown.some(({ text }) => text.startsWith('Sweep of swept has ended')),
    );
    const again = await run<BegunVariants>(commands.runSweep, config, confirmed);
    assert.deepEqual(again, { group: begun.group, queued: 0 });
    said.assertMatch(/all variants are trained already/);
  });

  it('stop as a whole, and what waits keeps which variant it is', async () => {
    const config = await writeConfig('climbed', endlessConfig);
    const begun = await run<BegunVariants>(commands.runLadder, config, confirmed);
    assert.equal(begun.queued, 5);
    await waitFor('the first rung', () => members(begun.group).some(({ status }) => status === 'running'));
    const waiting = queued(api.trainings.allPending());
    assert.ok(waiting.length > 0);
    assert.ok(waiting.every(({ request }) => request.group?.kind === 'ladder'));
    // The config itself may be trained beside its variants.
    assert.equal(api.trainings.ofConfig(config.fsPath), undefined);
    assert.equal(await run(commands.stopGroup), 5);
    await waitFor('the end of all', () => members(begun.group).every(({ status }) => status === 'stopped'));
    assert.deepEqual(queued(api.trainings.allPending()), []);
  });

  it('say why there is none', async () => {
    const said = new Said(api);
    assert.equal(
      await run(commands.runSweep, await writeConfig('plain', reverseConfig), confirmed),
      undefined,
    );
    said.assertMatch(/plain\.s2s\.json has no sweep/);
    const machine = { encoder: { type: 'ntm' as const }, decoder: {} };
    const ntm = await writeConfig('machine', { ...reverseConfig, model: machine });
    assert.equal(await run(commands.runLadder, ntm, confirmed), undefined);
    said.assertMatch(/There is no ladder of machine\.s2s\.json: this model has no/);
  });
});
