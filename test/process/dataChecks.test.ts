import assert from 'node:assert/strict';
import { seededRandom } from '../../src/core/data/seededRandom';
import { findOutliers } from '../../src/host/data/findOutliers';
import type { ScoredPair } from '../../src/protocol/inference';
import { cliResult } from './support/commandLine';
import { InferenceProcess } from './support/inferenceProcess';
import { trainedCopy } from './support/trainedCopy';
import { Workspace } from './support/workspace';

interface Row {
  readonly source: string;
  readonly target: string;
}

const rowCount = 500;
/** Rows that get another row's target. */
const corrupted = Array.from({ length: 10 }, (_, index) => 13 + 48 * index);

/** Different words of one to five of five letters. */
function copyRows(): Row[] {
  const random = seededRandom('rows', 1);
  const words = new Set<string>();
  while (words.size < rowCount) {
    const length = 1 + random.integer(5);
    words.add(Array.from({ length }, () => 'abcde'[random.integer(5)]).join(''));
  }
  return [...words].map((word) => ({ source: word, target: word }));
}

/** Wrong labels as people make them: the target belongs to another row. */
function corrupt(rows: readonly Row[]): Row[] {
  return rows.map((row, index) =>
    corrupted.includes(index) ? { ...row, target: rows[(index + 101) % rowCount]?.target ?? '' } : row,
  );
}

const toTsv = (rows: readonly Row[]): string =>
  rows.map(({ source, target }) => `${source}\t${target}\n`).join('');

describe('Checking data with a model', () => {
  let inference: InferenceProcess;
  let copyFolder: string;

  before(async function () {
    this.timeout(120_000);
    const trained = await trainedCopy();
    copyFolder = trained.runFolder;
    inference = await InferenceProcess.fork(trained.workspace.folder);
  });
  after(async () => {
    assert.equal(await inference.end(), 0);
  });

  const score = async (runFolder: string, pairs: readonly Row[]): Promise<ScoredPair[]> => {
    const reply = await inference.ask({ type: 'score-pairs', runFolder, checkpoint: 'last', pairs });
    assert.ok(reply.type === 'scored-pairs');
    return reply.pairs;
  };

  it('scores pairs in their order: right, wrong and unreadable ones', async () => {
    const pairs = [
      { source: 'abcd', target: 'abcd' },
      { source: 'abcd', target: 'abce' },
      { source: 'a'.repeat(13), target: 'a' },
      { source: 'ab', target: '' },
    ];
    const [right, wrong, long, empty] = await score(copyFolder, pairs);
    assert.ok(right?.type === 'scored' && wrong?.type === 'scored' && empty?.type === 'scored');
    assert.equal(right.hypothesis?.right, true);
    assert.deepEqual(right.tokens, ['a', 'b', 'c', 'd', '</s>']);
    assert.ok(right.loss < 0.1, `loss ${right.loss}`);
    assert.deepEqual([wrong.hypothesis?.right, wrong.hypothesis?.text], [false, 'abcd']);
    const worst = wrong.tokenLosses.indexOf(Math.max(...wrong.tokenLosses));
    assert.equal(wrong.tokens[worst], 'e', 'the wrong token is what surprises');
    const mean = wrong.tokenLosses.reduce((sum, loss) => sum + loss, 0) / wrong.tokens.length;
    assert.ok(Math.abs(mean - wrong.loss) < 1e-6);
    assert.match(long?.type === 'refused' ? long.message : '', /max_length/);
    assert.deepEqual(empty.tokens, ['</s>']);
  });

  it('answers no pairs, and refuses what are none', async () => {
    assert.deepEqual(await score(copyFolder, []), []);
    await assert.rejects(
      inference.ask({ type: 'score-pairs', runFolder: copyFolder, checkpoint: 'best', pairs: ['a\tb'] }),
      /pairs/,
    );
  });

  it('finds the mislabelled rows of a file that a model was trained on, and none where all are right', async function () {
    this.timeout(120_000);
    const clean = copyRows();
    const data = corrupt(clean);
    const workspace = await Workspace.create('copy', {
      'data.train': 'train.tsv',
      'training.updates': 60,
      'training.validation_freq': 60,
    });
    await workspace.write('train.tsv', toTsv(data));
    const { run } = await cliResult(['train', workspace.configFile, '--engine', 'wasm']);
    const scored = await score(String(run), data);
    const losses = scored.map((each, line) => ({ line, loss: each.type === 'scored' ? each.loss : 0 }));
    const worst = losses.sort((a, b) => b.loss - a.loss).slice(0, 15);
    const found = worst.filter(({ line }) => corrupted.includes(line));
    assert.ok(found.length >= 8, `${found.length} of 10 among the worst 15`);

    const { rows } = findOutliers(scored.map((outcome, line) => ({ line, outcome })));
    const told = rows.map(({ line }) => line);
    assert.ok(told.filter((line) => corrupted.includes(line)).length >= 8, `told: ${told.join(' ')}`);
    assert.ok(told.length <= 11, `told: ${told.join(' ')}`);

    const others = await score(String(run), clean);
    const toldOfClean = findOutliers(others.map((outcome, line) => ({ line, outcome }))).rows;
    assert.deepEqual(toldOfClean, []);
  });
});
