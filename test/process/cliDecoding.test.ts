import assert from 'node:assert/strict';
import { cli, cliResult, isObject } from './support/commandLine';
import { trainedCopy } from './support/trainedCopy';
import type { TrainedCopy } from './support/trainedCopy';

describe('The command line, decoding with options', () => {
  let copy: TrainedCopy;

  before(async function () {
    this.timeout(120_000);
    copy = await trainedCopy();
  });

  const decode = async (args: readonly string[], stdin = 'abcde\n'): Promise<string[]> => {
    const { stdout, stderr, code } = await cli(['decode', copy.runFolder, ...args], { stdin });
    assert.equal(code, 0, stderr);
    return stdout.trimEnd().split('\n');
  };

  it('decode: obeys what is asked of hypotheses', async () => {
    assert.match((await decode(['--allowed', '/[ab]{7}/']))[0]!, /^[ab]{7}$/);
    assert.match((await decode(['--min-output-length', '8']))[0]!, /^.{8,}$/);
    assert.match(
      (await decode(['--beam-size', '4', '--force-tokens', 'ee', '--force-tokens', 'bb']))[0]!,
      /ee.*bb|bb.*ee/,
    );
    const [once] = await decode(['--no-repeat-ngram-size', '1'], 'aaaa\n');
    assert.equal(new Set(once).size, once!.length);
    assert.deepEqual(
      await decode(['--prefix', 'ba', '--max-output-length', '3']).then(([text]) => text!.slice(0, 2)),
      'ba',
    );
  });

  it('decode: draws the same hypotheses for the same seed', async () => {
    const args = ['--temperature', '3', '--n-best', '6'];
    const [first, again, other] = await Promise.all([
      decode([...args, '--seed', '1']),
      decode([...args, '--seed', '1']),
      decode([...args, '--seed', '2']),
    ]);
    assert.equal(first.length, 6);
    assert.deepEqual(again, first);
    assert.notDeepEqual(other, first);
  });

  it('decode: groups of a beam differ', async () => {
    const found = await decode([
      '--beam-size',
      '4',
      '--n-best',
      '4',
      '--beam-groups',
      '4',
      '--diversity-penalty',
      '50',
    ]);
    assert.equal(new Set(found.map(([first]) => first)).size, 4);
  });

  it('decode: refuses what contradicts itself, with exit code 2, and grammars that there are not', async () => {
    for (const [args, message] of [
      [['--top-k', '3', '--beam-size', '4'], /--top-k draws hypotheses, and --beam-size 4 searches/],
      [['--min-output-length', '9', '--max-output-length', '3'], /--min-output-length 9 is larger/],
      [['--temperature', '0'], /It takes a number from 0\.01 to 100/],
    ] as const) {
      const { code, stderr } = await cli(['decode', copy.runFolder, ...args], { stdin: 'a\n' });
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
    const { code, stderr } = await cli(['decode', copy.runFolder, '--allowed', 'xml'], { stdin: 'a\n' });
    assert.equal(code, 1);
    assert.match(stderr, /"xml" names no grammar\. Use json, iso_date, balanced_brackets/);
  });

  it('decode: says of a source that nothing obeys the constraints', async () => {
    const { code, stdout, stderr } = await cli(
      ['decode', copy.runFolder, '--allowed', '/a{9}/', '--max-output-length', '4'],
      { stdin: 'a\n' },
    );
    assert.deepEqual([code, stdout], [1, '\n']);
    assert.match(stderr, /No hypothesis was found that obeys allowed/);
  });

  it('score: tells how probable given targets are', async () => {
    const file = await copy.workspace.write('pairs.tsv', 'abcde\tabcde\nabcde\tedcba\n');
    const { stdout, code, stderr } = await cli(['score', copy.runFolder, file]);
    assert.equal(code, 0, stderr);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t').map(Number));
    assert.equal(rows.length, 2);
    assert.ok(rows[0]![0]! > -1 && rows[1]![0]! < -5, stdout);
    assert.ok(rows[0]![1]! < 1.2);
    const result = await cliResult(['score', copy.runFolder, '--attention', file]);
    const [first] = result['results'] as unknown[];
    assert.ok(isObject(first));
    assert.deepEqual(first['tokens'], ['a', 'b', 'c', 'd', 'e', '</s>']);
    assert.equal((first['tokenLogProbabilities'] as unknown[]).length, 6);
    assert.equal((first['attention'] as unknown[]).length, 6);
    assert.ok(Math.abs(Number(result['logProbability']) - (rows[0]![0]! + rows[1]![0]!)) < 1e-3);
    const { results } = await cliResult(['decode', copy.runFolder], { stdin: 'abcde\n' });
    const [decoded] = results as unknown[];
    assert.ok(isObject(decoded));
    const [best] = decoded['hypotheses'] as unknown[];
    assert.ok(isObject(best));
    assert.ok(Math.abs(Number(best['logProbability']) - Number(first['logProbability'])) < 1e-4);
  });

  it('score: says which line is no pair', async () => {
    const { code, stderr } = await cli(['score', copy.runFolder], { stdin: 'a\tb\nc\n' });
    assert.equal(code, 1);
    assert.match(stderr, /standard input:2 has no TAB/);
  });
});
