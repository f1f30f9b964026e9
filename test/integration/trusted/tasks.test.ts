import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands, taskType } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import type { Run } from '../../../src/host/runs/run';
import { endlessConfig, writeConfig, writeFile } from '../support/configs';
import { closeEditors, workspaceFolder } from '../support/extension';
import { beforeAllWithModel, waitForStatus, waitForStep } from '../support/training';
import { waitFor } from '../support/waitFor';

describe('Tasks', function () {
  this.timeout(60_000);
  let api: TestApi;
  let model: Run;

  beforeAllWithModel((given) => {
    ({ api, run: model } = given);
  });
  after(closeEditors);

  const fetched = async (name: string): Promise<vscode.Task> => {
    const tasks = await vscode.tasks.fetchTasks({ type: taskType });
    const task = tasks.find((one) => one.name === name);
    assert.ok(task, `no task ${name} among ${tasks.map((one) => one.name).join(', ')}`);
    return task;
  };
  const ended = (name: string): Promise<number | undefined> =>
    new Promise((resolve) => {
      const listener = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.name !== name) return;
        listener.dispose();
        resolve(exitCode);
      });
    });
  const run = async (name: string): Promise<number | undefined> => {
    const end = ended(name);
    await vscode.tasks.executeTask(await fetched(name));
    return end;
  };

  it('suggest what can be done with each config', async () => {
    const names = (await vscode.tasks.fetchTasks({ type: taskType })).map(({ name }) => name);
    for (const kind of ['train', 'validate', 'reproduce', 'evaluate', 'test'])
      assert.ok(names.includes(`${kind} backwards`), kind);
    const task = await fetched('test backwards');
    assert.deepEqual([task.group, task.problemMatchers], [vscode.TaskGroup.Test, ['$s2s']]);
  });

  it('put what is wrong with a config into the Problems view, at its place', async () => {
    const uri = await writeFile(
      'wrong-task.s2s.json',
      '{\n  "data": { "train": "none.tsv", "dev": "none.tsv" }\n}\n',
    );
    assert.equal(await run('validate wrong-task'), 1);
    const found = await waitFor('the problem', () => {
      const problems = vscode.languages.getDiagnostics(uri);
      return problems.find(({ source }) => source === 'Seq2Seq');
    });
    assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(found.range.start.line, 1);
    // To train it fails in the same words.
    assert.equal(await run('train wrong-task'), 1);
    await vscode.workspace.fs.delete(uri);
  });

  it('train as the command does; ending the task has the training stop and keeps it', async () => {
    await writeConfig('by-task', endlessConfig);
    const execution = await vscode.tasks.executeTask(await fetched('train by-task'));
    const started = await waitFor('the run', () =>
      api.store.active().find(({ manifest }) => manifest.name === 'by-task'),
    );
    assert.equal(path.dirname(started.folder), path.join(workspaceFolder().fsPath, '.s2s', 'runs'));
    await waitForStep(api, started.folder, 10);
    execution.terminate();
    const stopped = await waitForStatus(api, started.folder, 'stopped');
    assert.ok(stopped.manifest.step >= 10);

    // Going on is a task too, and stopping from elsewhere ends it.
    const end = ended('resume by-task');
    await vscode.tasks.executeTask(await fetched('resume by-task'));
    await waitForStep(api, started.folder, stopped.manifest.step + 5);
    await vscode.commands.executeCommand(commands.stop, started.folder);
    assert.equal(await end, 130);
  });

  it('measure a model with the packaged command line', async () => {
    assert.equal(await run('evaluate backwards'), 0);
    // Its config expects nothing: the command line says so, and fails.
    assert.equal(typeof (await run('test backwards')), 'number');
    assert.equal(api.store.get(model.folder)?.status, 'finished');
  });
});
