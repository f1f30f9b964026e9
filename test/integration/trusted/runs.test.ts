import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import type { Run } from '../../../src/host/runs/run';
import type { ToPanel } from '../../../src/protocol/panel';
import { recordFigure } from '../../support/figures';
import { endlessConfig, writeConfig } from '../support/configs';
import { closeEditors, Said, workspaceFolder } from '../support/extension';
import { beforeAllWithModel } from '../support/training';
import { untilWatched } from '../support/untilWatched';
import { waitFor } from '../support/waitFor';

describe('The list of runs', () => {
  let api: TestApi;
  let run: Run;

  beforeAllWithModel((given) => {
    ({ api, run } = given);
  });
  after(closeEditors);

  it('shows a copied run folder without being asked to look', async () => {
    const copy = `${run.folder}-copy`;
    cpSync(run.folder, copy, { recursive: true });
    const shown = await waitFor('copied run', () => api.store.get(copy));
    assert.equal(shown.status, 'finished');
    await untilWatched();
    rmSync(copy, { recursive: true });
    await waitFor('end of the copied run', () => api.store.get(copy) === undefined);
  });

  it('finds runs that were made beside a config in a subfolder', async () => {
    const sub = path.join(workspaceFolder().fsPath, 'sub');
    const folder = path.join(sub, '.s2s', 'runs', 'from-the-command-line');
    cpSync(run.folder, folder, { recursive: true });
    writeFileSync(path.join(sub, '.s2s', '.gitignore'), '*\n');
    await vscode.commands.executeCommand(commands.refreshRuns);
    assert.equal(api.store.get(folder)?.root, sub);
    rmSync(sub, { recursive: true });
    await vscode.commands.executeCommand(commands.refreshRuns);
    assert.equal(api.store.get(folder), undefined);
  });

  it('says of a run from a newer version what to do, and lets it be deleted', async () => {
    const folder = path.join(path.dirname(run.folder), 'from-the-future');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ version: 99 }));
    await vscode.commands.executeCommand(commands.refreshRuns);
    const [unreadable] = api.store.allUnreadable();
    assert.match(unreadable?.message ?? '', /newer Seq2Seq Lab.*Update Seq2Seq Lab/);
    const gone = await vscode.commands.executeCommand(commands.deleteRun, folder, { confirmed: true });
    assert.equal(gone, true);
    assert.ok(!existsSync(folder));
    assert.deepEqual(api.store.allUnreadable(), []);
  });

  it('opens the config and the log of a run', async () => {
    await vscode.commands.executeCommand(commands.openRunConfig, run.folder);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, run.manifest.configFile);
    await vscode.commands.executeCommand(commands.openRunLog, run.folder);
    assert.match(vscode.window.activeTextEditor.document.uri.fsPath, /trainer\.log$/);
  });

  it('opens the dashboard of a finished run at its attention', async () => {
    const parts: string[] = [];
    const listener = api.dashboards.onDidPost(({ folder, message }) => {
      if (folder === run.folder && message.type === 'show') parts.push(message.part);
    });
    const painted: number[] = [];
    const clock = api.dashboards.onDidPaintFirstPoint(({ folder, sinceLoadMs }) => {
      if (folder === run.folder) painted.push(sinceLoadMs);
    });
    const opened = await vscode.commands.executeCommand(commands.openAttention, run.folder);
    assert.equal(opened, run.folder);
    await waitFor('part that is shown', () => parts.includes('attention'));
    const value = await waitFor('first paint', () => painted[0]);
    recordFigure({ name: 'first paint of a dashboard in VS Code', value, unit: 'ms', budget: 300 });
    listener.dispose();
    clock.dispose();
  });

  it('shows a run with more samples than a page takes at once, the older ones when they are asked for', async () => {
    const big = `${run.folder}-big`;
    cpSync(run.folder, big, { recursive: true });
    const file = path.join(big, 'samples.jsonl');
    const [line = ''] = readFileSync(file, 'utf8').split('\n');
    const { samples } = JSON.parse(line) as { samples: readonly object[] };
    const many = Array.from({ length: 6000 }, (_, index) => ({ ...samples[0], index }));
    const steps = [10, 20, 30];
    writeFileSync(file, steps.map((step) => `${JSON.stringify({ step, samples: many })}\n`).join(''));
    const messages: ToPanel[] = [];
    const listener = api.dashboards.onDidPost(({ folder, message }) => {
      if (folder === big) messages.push(message);
    });
    try {
      await vscode.commands.executeCommand(commands.refreshRuns);
      await vscode.commands.executeCommand(commands.openDashboard, big);
      const snapshot = await waitFor('snapshot', () =>
        messages.find((message) => message.type === 'snapshot'),
      );
      assert.deepEqual(
        snapshot.samples.map(({ step, samples: sent }) => [step, sent?.length]),
        [
          [10, undefined],
          [20, undefined],
          [30, 6000],
        ],
      );
      const history = await waitFor('history that the page asks for', () =>
        messages.find((message) => message.type === 'sample-history'),
      );
      assert.deepEqual(
        history.moments.map(({ step }) => step),
        steps,
      );
    } finally {
      listener.dispose();
      await closeEditors();
      await vscode.commands.executeCommand(commands.deleteRun, big, { confirmed: true });
    }
  });

  it('gives a start up that is still being prepared, and leaves nothing behind', async () => {
    const config = await writeConfig('given-up', endlessConfig);
    const training = vscode.commands.executeCommand<string | undefined>(commands.train, config);
    const pending = await waitFor('start', () =>
      api.trainings.allPending().find(({ folder }) => folder !== undefined),
    );
    const said = new Said(api);
    await vscode.commands.executeCommand(commands.stop, { pending });
    assert.equal(await training, undefined);
    assert.ok(pending.folder !== undefined && !existsSync(pending.folder));
    assert.deepEqual(said.texts, []);
    assert.deepEqual(api.trainings.allPending(), []);
  });
});
