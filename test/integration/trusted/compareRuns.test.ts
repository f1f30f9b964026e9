import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { commands } from '../../../src/contributions';
import * as vscode from 'vscode';
import type { TestApi } from '../../../src/extension';
import type { Run } from '../../../src/host/runs/run';
import type { CompareRun, CurveNews, ToCompare } from '../../../src/protocol/compare';
import { closeEditors } from '../support/extension';
import { beforeAllWithModel } from '../support/training';
import { waitFor } from '../support/waitFor';

describe('The comparison of runs', () => {
  let api: TestApi;
  let run: Run;
  let copy: string;
  const rows = new Map<string, CompareRun>();
  const curves = new Map<string, CurveNews>();
  const gone = new Set<string>();
  let listener: vscode.Disposable;

  function note(message: ToCompare): void {
    if (message.type !== 'snapshot' && message.type !== 'update') return;
    for (const row of message.runs) rows.set(row.key, row);
    if (message.type === 'snapshot') return;
    for (const news of message.curves) curves.set(news.key, news);
    for (const key of message.gone) gone.add(key);
  }

  beforeAllWithModel(async (given) => {
    ({ api, run } = given);
    copy = `${run.folder}-compared`;
    cpSync(run.folder, copy, { recursive: true });
    await vscode.commands.executeCommand(commands.refreshRuns);
    listener = api.comparison.onDidPost(note);
  });
  after(async () => {
    listener.dispose();
    rmSync(copy, { recursive: true, force: true });
    await closeEditors();
  });

  it('sends the rows and the curves of the runs that it is opened with', async () => {
    const shown = await vscode.commands.executeCommand(commands.compareRuns, [run.folder, copy]);
    assert.deepEqual(shown, [run.folder, copy]);
    await waitFor('curves of both runs', () => curves.has(run.folder) && curves.has(copy));
    const row = rows.get(copy);
    assert.equal(row?.config['training.learning_rate'], 0.01);
    assert.ok((row.tokensPerSecond ?? 0) > 0);
    const news = curves.get(copy);
    assert.ok(news !== undefined && news.train.step.length > 0 && news.train.step instanceof Float64Array);
    assert.equal(news.dev.step.length, 3);
    assert.deepEqual([...(curves.get(run.folder)?.dev.values[0] ?? [])], [...(news.dev.values[0] ?? [])]);
  });

  it('tells the open page of a run folder that was deleted', async () => {
    rmSync(copy, { recursive: true });
    await vscode.commands.executeCommand(commands.refreshRuns);
    await waitFor('word of the deleted run', () => gone.has(copy));
  });
});
