import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import type { PanelPost } from '../../../src/host/panels/dashboards';
import { recordFigure } from '../../support/figures';
import { reverseConfig, endlessConfig, writeConfig } from '../support/configs';
import { activateExtension, closeEditors, Said, workspaceFolder } from '../support/extension';
import { stop, train, trainingLimitMs, waitForStatus, waitForStep } from '../support/training';
import { waitFor } from '../support/waitFor';

describe('Train Model', () => {
  let api: TestApi;
  let posts: PanelPost[];
  let listener: vscode.Disposable;

  before(async () => {
    api = await activateExtension();
  });
  beforeEach(() => {
    posts = [];
    listener = api.dashboards.onDidPost((post) => posts.push(post));
  });
  afterEach(async () => {
    listener.dispose();
    for (const { folder } of api.store.active()) await stop(folder);
    await closeEditors();
  });

  it('trains to the end in a process of its own while the dashboard follows', async function () {
    this.timeout(trainingLimitMs + 60_000);
    const folder = await train(await writeConfig('backwards', reverseConfig));
    const running = api.store.get(folder)?.manifest.process;
    assert.notEqual(running?.pid, process.pid);
    assert.equal(path.dirname(folder), path.join(workspaceFolder().fsPath, '.s2s', 'runs'));

    const run = await waitForStatus(api, folder, 'finished', trainingLimitMs);
    assert.equal(run.manifest.step, 150);
    assert.ok(run.manifest.best, 'there was a best validation');

    const ofRun = () => posts.filter((post) => post.folder === folder).map(({ message }) => message);
    const last = await waitFor('delta that says finished', () =>
      ofRun().find(
        (message) =>
          (message.type === 'delta' || message.type === 'snapshot') && message.run.status === 'finished',
      ),
    );
    assert.ok(last);
    assert.equal(ofRun()[0]?.type, 'snapshot', 'the page gets everything first');
    // Snapshots and deltas together hold every point of the file once.
    const steps = ofRun().flatMap((message) =>
      message.type === 'delta' || message.type === 'snapshot' ? message.train.map(({ step }) => step) : [],
    );
    assert.deepEqual(steps, [1, ...Array.from({ length: 15 }, (_, index) => 10 * (index + 1))]);
    const attention = await waitFor('attention map for the page', () =>
      ofRun().find((message) => message.type === 'attention'),
    );
    assert.ok(attention.map, 'the map is there');
    assert.equal(attention.map.values.length, attention.map.rows * attention.map.columns);
  });

  it('stops after a checkpoint, and resumes from exactly there', async () => {
    const folder = await train(await writeConfig('stopped', endlessConfig));
    await waitForStep(api, folder, 25);
    assert.equal(await stop(folder), 'asked');
    const stopped = await waitForStatus(api, folder, 'stopped');
    const { step } = stopped.manifest;
    assert.ok(existsSync(path.join(folder, 'checkpoints', String(step))), 'the last step has a checkpoint');

    assert.equal(await vscode.commands.executeCommand(commands.resume, folder), folder);
    const resumed = await waitForStep(api, folder, step + 5);
    assert.equal(resumed.status, 'running');
    await stop(folder);
    await waitForStatus(api, folder, 'stopped');
  });

  it('tells a page what is new at most ten times a second, and nothing while it is hidden', async () => {
    const momentsMs: number[] = [];
    const clock = api.dashboards.onDidPost(({ message }) => {
      if (message.type === 'delta') momentsMs.push(performance.now());
    });
    try {
      const folder = await train(await writeConfig('told', endlessConfig));
      await waitFor(
        'a second of messages',
        () => momentsMs.length > 0 && performance.now() - momentsMs[0]! > 1500,
      );
      const most = Math.max(
        ...momentsMs.map((from) => momentsMs.filter((at) => at >= from && at < from + 1000).length),
      );
      recordFigure({ name: 'messages while training', value: most, unit: 'a second', budget: 10 });
      // Ten intervals of 100 ms lie between eleven messages, and a busy machine may delay the first of them.
      assert.ok(most <= 12, `${most} messages within a second`);

      const tab = vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputWebview);
      assert.ok(tab, 'the dashboard is open');
      const document = await vscode.workspace.openTextDocument({ content: 'over it' });
      await vscode.window.showTextDocument(document, tab.group.viewColumn);
      await waitFor('the dashboard to be hidden', () => !tab.isActive);
      // What was on its way when it was hidden.
      await sleep(300);
      const [before, step] = [posts.length, api.store.get(folder)?.latest?.step ?? 0];
      await waitForStep(api, folder, step + 20);
      await sleep(300);
      assert.deepEqual(posts.slice(before), [], 'nothing is sent to a hidden page');
      await vscode.commands.executeCommand(commands.openDashboard, folder);
      await waitFor('everything, as it is shown again', () =>
        posts.slice(before).some(({ message }) => message.type === 'snapshot'),
      );
    } finally {
      clock.dispose();
    }
  });

  it('refuses to train one config twice at once', async () => {
    const config = await writeConfig('twice', endlessConfig);
    const folder = await train(config);
    const said = new Said(api);
    assert.equal(await vscode.commands.executeCommand(commands.train, config), undefined);
    said.assertMatch(/twice\.s2s\.json is already being trained\. Wait for it or stop it/);
    assert.deepEqual(
      api.store.active().map((run) => run.folder),
      [folder],
    );
  });

  it('goes on when its config is renamed or deleted meanwhile, and says so', async () => {
    const config = await writeConfig('renamed', endlessConfig);
    const folder = await train(config);
    const { latest } = await waitForStep(api, folder, 5);
    const renamed = vscode.Uri.joinPath(config, '..', 'under-another-name.s2s.json');
    const said = new Said(api);
    const rename = new vscode.WorkspaceEdit();
    rename.renameFile(config, renamed);
    await vscode.workspace.applyEdit(rename);
    await waitFor('message', () => said.texts.length > 0);
    said.assertMatch(/^renamed\.s2s\.json is now .*under-another-name\.s2s\.json\. Its training goes on/);
    await waitForStep(api, folder, (latest?.step ?? 0) + 10);
    await vscode.commands.executeCommand(commands.openRunConfig, folder);
    const opened = vscode.window.activeTextEditor?.document.uri.fsPath ?? '';
    assert.equal(path.dirname(opened), folder, 'the copy of the run');
    await stop(folder);
    await waitForStatus(api, folder, 'stopped');
  });

  it('shows a killed trainer as crashed and goes on from its last checkpoint', async () => {
    const folder = await train(await writeConfig('killed', endlessConfig));
    const { manifest } = await waitForStep(api, folder, 45);
    assert.ok(manifest.process);
    const said = new Said(api);
    process.kill(manifest.process.pid, 'SIGKILL');
    const crashed = await waitForStatus(api, folder, 'crashed');
    assert.equal(crashed.crash?.cause, 'killed');
    await waitFor('message', () => said.texts.length > 0);
    said.assertMatch(/killed: training crashed\. The trainer was ended from outside.*Resume/);

    assert.equal(await vscode.commands.executeCommand(commands.resume, folder), folder);
    await waitForStep(api, folder, 50);
  });

  it('queues what the cores have no room for, and begins it when they have', async () => {
    const settings = vscode.workspace.getConfiguration('s2s.engine');
    await settings.update('threads', availableParallelism(), vscode.ConfigurationTarget.Global);
    try {
      const first = await train(await writeConfig('first', endlessConfig));
      const second = vscode.commands.executeCommand<string>(
        commands.train,
        await writeConfig('second', endlessConfig),
      );
      const third = vscode.commands.executeCommand<string | undefined>(
        commands.train,
        await writeConfig('third', endlessConfig),
      );
      const pending = await waitFor('queue', () => {
        const all = api.trainings.allPending();
        return all.length === 2 && all;
      });
      assert.deepEqual(
        pending.map(({ request, state }) => [request.name, state]),
        [
          ['second', 'queued'],
          ['third', 'queued'],
        ],
      );
      await vscode.commands.executeCommand(commands.stop, { pending: pending[1] });
      assert.equal(await third, undefined, 'taken out of the queue');
      await stop(first);
      await waitForStep(api, await second, 5);
    } finally {
      await settings.update('threads', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('says which key of a config is wrong, and in which line', async () => {
    const config = await writeConfig('wrong', {
      ...endlessConfig,
      data: { train: 'missing.tsv', dev: 'missing.tsv' },
    });
    const said = new Said(api);
    assert.equal(await vscode.commands.executeCommand(commands.train, config), undefined);
    said.assertMatch(/^wrong\.s2s\.json:4:\d+: .*missing\.tsv/);
  });

  it('says in words why a config that is not on the disk can’t be trained', async () => {
    const said = new Said(api);
    for (const uri of ['untitled:Untitled-1.s2s.json', 'vscode-vfs://github/a/b/x.s2s.json'])
      assert.equal(await vscode.commands.executeCommand(commands.train, vscode.Uri.parse(uri)), undefined);
    said.assertMatch(/has not been saved yet/);
    said.assertMatch(/virtual workspace \(vscode-vfs\)/);
    const outside = vscode.Uri.file(path.join(tmpdir(), 'outside.s2s.json'));
    assert.equal(await vscode.commands.executeCommand(commands.train, outside), undefined);
    said.assertMatch(/outside\.s2s\.json is not in an open folder\. Runs are kept in the folder you work in/);
  });

  it('deletes a run, and its open dashboard with it', async () => {
    const folder = await train(await writeConfig('deleted', endlessConfig));
    await waitForStep(api, folder, 5);
    const refusal = await vscode.commands.executeCommand(commands.deleteRun, folder, { confirmed: true });
    assert.equal(refusal, false, 'not while it trains');
    await stop(folder);
    await waitForStatus(api, folder, 'stopped');
    assert.ok(api.dashboards.openFolders().includes(folder));
    assert.equal(await vscode.commands.executeCommand(commands.deleteRun, folder, { confirmed: true }), true);
    assert.ok(!existsSync(folder));
    assert.equal(api.store.get(folder), undefined);
    await waitFor('closed dashboard', () => !api.dashboards.openFolders().includes(folder));
  });

  it('tells an open dashboard when its folder is deleted by somebody else', async () => {
    const folder = await train(await writeConfig('vanished', endlessConfig));
    await waitForStep(api, folder, 5);
    await stop(folder);
    await waitFor('snapshot', () => posts.some(({ message }) => message.type === 'snapshot'));
    await vscode.workspace.fs.delete(vscode.Uri.file(folder), { recursive: true });
    await api.store.refresh();
    await waitFor('news of that', () =>
      posts.some((post) => post.folder === folder && post.message.type === 'gone'),
    );
  });
});
