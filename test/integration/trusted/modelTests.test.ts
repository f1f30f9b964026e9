import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestApi } from '../../../src/extension';
import type { Run } from '../../../src/host/runs/run';
import { reverseConfig, writeConfig, writeFile } from '../support/configs';
import { closeEditors } from '../support/extension';
import { beforeAllWithModel } from '../support/training';
import { untilWatched } from '../support/untilWatched';
import { waitFor } from '../support/waitFor';

/** What the controller tells of one run of its tests. */
interface Told {
  readonly passed: string[];
  readonly failed: [name: string, message: vscode.TestMessage][];
  readonly errored: [name: string, message: vscode.TestMessage][];
}

const listed = [
  { input: 'abc', output: 'cba' },
  { name: 'wrong on purpose', input: 'abc', output: 'abc' },
  { metric: 'token_accuracy', at_least: 0.5 },
  { metric: 'loss', at_most: 0 },
] as const;

describe('Tests of trained models', () => {
  let api: TestApi;
  let run: Run;
  let config: vscode.Uri;

  beforeAllWithModel(async (given) => {
    ({ api, run } = given);
    config = vscode.Uri.file(run.manifest.configFile);
    await writeConfig('backwards', { ...reverseConfig, expect: [...listed] });
  });
  after(async () => {
    await writeConfig('backwards', reverseConfig);
    await closeEditors();
  });

  const itemOf = (uri: vscode.Uri): vscode.TestItem | undefined =>
    api.modelTests.controller.items.get(uri.toString());
  const childrenOf = (uri: vscode.Uri): vscode.TestItem[] =>
    [...(itemOf(uri)?.children ?? new Map<string, vscode.TestItem>())].map(([, item]) => item);

  /** Runs tests as the explorer does, and listens. */
  const test = async (items: readonly vscode.TestItem[]): Promise<Told> => {
    const { controller } = api.modelTests;
    const told: Told = { passed: [], failed: [], errored: [] };
    const create = controller.createTestRun.bind(controller);
    controller.createTestRun = (...args) => {
      const testRun = create(...args);
      const passed = testRun.passed.bind(testRun);
      const failed = testRun.failed.bind(testRun);
      const errored = testRun.errored.bind(testRun);
      testRun.passed = (item, ...rest) => {
        told.passed.push(item.label);
        passed(item, ...rest);
      };
      testRun.failed = (item, message, ...rest) => {
        told.failed.push([item.label, [message].flat()[0]!]);
        failed(item, message, ...rest);
      };
      testRun.errored = (item, message, ...rest) => {
        told.errored.push([item.label, [message].flat()[0]!]);
        errored(item, message, ...rest);
      };
      return testRun;
    };
    try {
      const { token } = new vscode.CancellationTokenSource();
      await (await api.modelTests.testing()).run(new vscode.TestRunRequest(items), token);
    } finally {
      controller.createTestRun = create;
    }
    return told;
  };

  it('are found in the configs of the workspace, each at its line', async () => {
    await (await api.modelTests.testing()).findAll();
    await waitFor('the tests of the config', () => childrenOf(config).length === 4);
    const [first, second] = childrenOf(config);
    assert.equal(first?.label, 'abc → cba');
    assert.equal(second?.label, 'wrong on purpose');
    const document = await vscode.workspace.openTextDocument(config);
    assert.match(document.getText(second.range), /^\{[^{}]*"wrong on purpose"[^{}]*\}$/);
  });

  it('run on the latest model: a difference for an output, value and bound of a metric', async () => {
    const { passed, failed, errored } = await test([itemOf(config)!]);
    assert.deepEqual(errored, []);
    assert.deepEqual(passed, ['abc → cba', 'token_accuracy ≥ 0.5 · dev']);
    assert.deepEqual(
      failed.map(([name]) => name),
      ['wrong on purpose', 'loss ≤ 0 · dev'],
    );
    const [output, loss] = failed.map(([, message]) => message);
    assert.deepEqual([output?.expectedOutput, output?.actualOutput], ['abc', 'cba']);
    assert.equal(output?.location?.uri.toString(), config.toString());
    assert.match(
      loss?.message as string,
      /loss is [\d.]+ \(95 % interval [\d.]+ to [\d.]+, 50 pairs\), expected ≤ 0/,
    );
  });

  it('follow the text, and leave a config without a model a way to train it', async () => {
    const text = JSON.stringify({ ...reverseConfig, expect: [{ input: 'a', output: 'a' }] });
    const untrained = await writeFile('untrained.s2s.json', text);
    await waitFor('its test', () => childrenOf(untrained).length === 1);
    const { errored } = await test(childrenOf(untrained));
    assert.match(
      (errored[0]?.[1].message as vscode.MarkdownString).value,
      /no trained model.*command:s2s\.train/,
    );
    await untilWatched();
    await vscode.workspace.fs.delete(untrained);
    await waitFor('the end of its item', () => itemOf(untrained) === undefined);
  });
});
