import assert from 'node:assert/strict';
import path from 'node:path';
import { cli, jsonOf } from './support/commandLine';
import { trainedCopy } from './support/trainedCopy';
import type { TrainedCopy } from './support/trainedCopy';

describe('The command line, testing a model', () => {
  let copy: TrainedCopy;

  before(async function () {
    this.timeout(120_000);
    copy = await trainedCopy();
  });

  const test = async (expect: unknown, ...args: readonly string[]) => {
    const data = { generator: 'copy', size: 5 };
    const config = await copy.workspace.write(
      'expecting.s2s.json',
      JSON.stringify({ data: { train: data, dev: data }, expect }),
    );
    return cli(['test', copy.runFolder, '--config', config, '--engine', 'wasm', ...args]);
  };

  it('test: fails when one test fails, and says of each what was found', async () => {
    const result = await test(
      [
        { input: 'abc', output: 'abc' },
        { name: 'the other way', input: 'cab', output: 'bac' },
        { input: 'abc', output: 'abcc', among: 30 },
        { input: 'a'.repeat(13), output: 'a' },
        { metric: 'token_accuracy', at_least: 0.8 },
        { metric: 'token_accuracy', at_most: 0.01 },
      ],
      '--json',
    );
    assert.equal(result.code, 1, result.stderr);
    const { passed, failed, checkpoint, tests } = jsonOf(result) as {
      passed: number;
      failed: number;
      checkpoint: number;
      tests: Record<string, unknown>[];
    };
    assert.deepEqual(
      tests.map((one) => one['passed']),
      [true, false, true, false, true, false],
    );
    assert.deepEqual([passed, failed, checkpoint], [3, 3, 150]);
    assert.equal(tests[1]?.['name'], 'the other way');
    const [best] = tests[1]['hypotheses'] as { text: string }[];
    assert.equal(best?.text, 'cab');
    assert.match(String(tests[3]?.['message']), /max_length/);
    const { value, low, high, pairs } = tests[5] as Record<string, number>;
    assert.ok(low! <= value! && value! <= high! && pairs === 50, JSON.stringify(tests[5]));
    assert.match(result.stderr, /✗ {2}the other way +expected "bac", found "cab"/);
  });

  it('test: takes the list of the config file as it is now, and ends well when all pass', async () => {
    await copy.workspace.setKeys({ expect: [{ input: 'ab', output: 'ab' }] });
    const { code, stdout, stderr } = await cli(['test', copy.runFolder, '--engine', 'wasm']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /✓ {2}ab → ab +as expected\n1 of 1 passed, checkpoint 150/);
    await copy.workspace.setKeys({ expect: undefined });
  });

  it('test: says what is wrong with a list, or that there is none', async () => {
    const none = await test(undefined);
    assert.equal(none.code, 1);
    assert.match(
      none.stderr,
      /expecting\.s2s\.json expects nothing of its model\. Add a list such as "expect"/,
    );
    const wrong = await test([{ input: 'abc' }]);
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /expecting\.s2s\.json:1:\d+.*no "output"/);
    const missing = await cli([
      'test',
      copy.runFolder,
      '--config',
      path.join(copy.workspace.folder, 'no.s2s.json'),
    ]);
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /There is no file/);
  });

  it('test: refuses a metric of a split that the run does not have', async () => {
    const test = { generator: 'copy', size: 5 };
    const config = await copy.workspace.write(
      'with-test.s2s.json',
      JSON.stringify({ data: { train: test, dev: test, test }, expect: [{ metric: 'loss', at_most: 9 }] }),
    );
    const { code, stdout } = await cli(['test', copy.runFolder, '--config', config, '--engine', 'wasm']);
    assert.equal(code, 1);
    assert.match(stdout, /trained without data\.test\. Train the config again/);
  });
});
