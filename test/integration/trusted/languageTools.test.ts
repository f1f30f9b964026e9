import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { languageModelTools } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import type { Run } from '../../../src/host/runs/run';
import { endlessConfig, writeConfig, writeFile } from '../support/configs';
import { closeEditors } from '../support/extension';
import { stop, beforeAllWithModel } from '../support/training';
import { waitFor } from '../support/waitFor';

const { validateConfig, listRuns, getMetrics, decodeText, explainDecoding, startTraining } =
  languageModelTools;

describe('The tools for language models', function () {
  this.timeout(60_000);
  let api: TestApi;
  let run: Run;

  beforeAllWithModel((given) => {
    ({ api, run } = given);
  });
  after(closeEditors);

  /** Calls a tool as another extension does. */
  const invoke = async (name: string, input: object, token?: vscode.CancellationToken): Promise<string> => {
    const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }, token);
    return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
  };

  it('are known with the input that each one takes', () => {
    for (const name of Object.values(languageModelTools)) {
      const tool = vscode.lm.tools.find((one) => one.name === name);
      assert.equal((tool?.inputSchema as { type?: string } | undefined)?.type, 'object', name);
    }
  });

  it('validate a config, and say what to mend at which place', async () => {
    assert.match(await invoke(validateConfig, { config: 'backwards.s2s.json' }), /valid, no problems/);
    const uri = await writeFile('wrong-tool.s2s.json', '{\n  "modell": {}\n}\n');
    const answer = await invoke(validateConfig, { config: 'wrong-tool.s2s.json' });
    assert.match(answer, /\b2:3 error modell: .*model/);
    assert.match(answer, /can’t be trained/);
    await vscode.workspace.fs.delete(uri);
  });

  it('list runs and give their metrics', async () => {
    assert.match(
      await invoke(listRuns, { limit: 200 }),
      new RegExp(`${run.id} · finished · step 150 of 150`),
    );
    const metrics = await invoke(getMetrics, { run: 'backwards' });
    assert.match(metrics, /validations: step, loss/);
    assert.match(metrics, /^150\t/m);
  });

  it('decode texts and explain how', async () => {
    assert.match(await invoke(decodeText, { run: run.id, texts: ['abc'] }), /"abc" -> "cba" p=/);
    const explained = await invoke(explainDecoding, { run: run.id, text: 'abc' });
    assert.match(explained, /"c" p=[\d.]+.*"c"/);
  });

  it('say in words what is wrong with a call, and what would be right', async () => {
    assert.match(await invoke(getMetrics, { run: 'nobody' }), /no run "nobody".*such as [\w-]+-\d{8}-\d{6}/);
    assert.match(await invoke(validateConfig, { config: 'nobody.s2s.json' }), /no config .*There are: /);
    assert.match(await invoke(startTraining, { config: 'nobody.s2s.json' }), /no config .*There are: /);
    const { token } = new vscode.CancellationTokenSource();
    const answers = await api.languageTools.answers();
    assert.match(
      await answers.answer(decodeText, { run: run.id, texts: [] }, token),
      /input does not fit: texts/,
    );
  });

  it('train only what the user has been asked about', async () => {
    const uri = await writeConfig('by-tool', endlessConfig);
    const input = { config: 'by-tool.s2s.json' };
    const answers = await api.languageTools.answers();
    const { token } = new vscode.CancellationTokenSource();
    assert.match(await answers.answer(startTraining, input, token), /Nobody was asked/);
    const asked = await answers.confirmTraining(input);
    assert.match(
      JSON.stringify(asked?.confirmationMessages?.message),
      /Train by-tool\.s2s\.json\?.*1,?000,?000/,
    );
    const started = await answers.answer(startTraining, input, token);
    assert.match(started, /Training has begun\. Run folder: /);
    const folder = await waitFor('its run', () => api.store.latestOf(uri.fsPath)?.folder);
    assert.ok(started.includes(folder));
    await stop(folder);
  });
});
