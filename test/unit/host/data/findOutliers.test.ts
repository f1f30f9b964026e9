import assert from 'node:assert/strict';
import { findOutliers } from '../../../../src/host/data/findOutliers';
import { outlierText, rowHover, rowText } from '../../../../src/host/data/rowTexts';
import type { ScoredPair } from '../../../../src/protocol/inference';
import { english } from './english';

type Scored = Extract<ScoredPair, { type: 'scored' }>;

function scored(loss: number, changes: Partial<Scored['hypothesis']> = {}): Scored {
  return {
    type: 'scored',
    tokens: ['a', '</s>'],
    tokenLosses: [2 * loss, 0],
    loss,
    unknownTokens: [],
    hypothesis: { text: 'b', logProbability: -0.01, finished: true, right: false, ...changes },
  };
}

const rowsOf = (outcomes: readonly ScoredPair[]): { line: number; outcome: ScoredPair }[] =>
  outcomes.map((outcome, line) => ({ line, outcome }));

/** Losses of a model that knows its task: between 0 and 0.04. */
const known = Array.from({ length: 50 }, (_, index) => scored((index % 9) / 200, { right: true }));

describe('Rows that may be mislabelled', () => {
  it('stand out from the others, the worst first', () => {
    const { rows, medianLoss } = findOutliers(rowsOf([scored(3), ...known, scored(9)]));
    assert.deepEqual(
      rows.map(({ line, loss, expected, isSure }) => [line, loss, expected, isSure]),
      [
        [51, 9, 'b', true],
        [0, 3, 'b', true],
      ],
    );
    assert.ok(medianLoss < 0.04);
  });

  it('are none in clean data, however well or badly a model does', () => {
    assert.deepEqual(findOutliers(rowsOf(known)).rows, []);
    const bad = Array.from({ length: 50 }, (_, index) => scored(1 + (index % 20) / 10));
    assert.deepEqual(findOutliers(rowsOf(bad)).rows, []);
  });

  it('are never rows that the model gets right', () => {
    assert.deepEqual(findOutliers(rowsOf([...known, scored(5, { right: true })])).rows, []);
  });

  it('are told as less certain where the model is not sure of its own output', () => {
    const unsure = [scored(5, { logProbability: -3 }), scored(4, { finished: false })];
    assert.deepEqual(
      findOutliers(rowsOf([...known, ...unsure])).rows.map(({ isSure }) => isSure),
      [false, false],
    );
  });

  it('are twenty at most, and none among too few rows to compare with', () => {
    const many = Array.from({ length: 24 }, (_, index) => scored(5 + index));
    const { rows } = findOutliers(rowsOf([...known, ...many]));
    assert.equal(rows.length, 20);
    assert.equal(rows[0]?.loss, 28);
    assert.deepEqual(findOutliers(rowsOf([scored(9), ...known.slice(0, 8)])).rows, []);
    assert.deepEqual(findOutliers([]), { rows: [], medianLoss: 0 });
  });

  it('are told in words', () => {
    const [outlier] = findOutliers(rowsOf([...known, scored(9.84, { text: '1987-01-03' })])).rows;
    assert.ok(outlier);
    assert.equal(
      outlierText(outlier, 0.0213, english),
      'Loss 9.8 per token (median 0.02): the model expected “1987-01-03”. Mislabelled?',
    );
    assert.equal(
      outlierText({ ...outlier, expected: undefined }, 0.0213, english),
      'Loss 9.8 per token (median 0.02): the model expected something else.',
    );
  });
});

describe('What stands behind a row', () => {
  it('is a mark, what the model writes where that is something else, and the loss', () => {
    assert.equal(rowText(scored(0.012, { right: true }), english), '✓ loss 0.01');
    assert.equal(rowText(scored(9.84, { text: 'xyz' }), english), '✗ xyz · loss 9.8');
    assert.equal(rowText(scored(12.4, { text: '' }), english), '✗ (nothing) · loss 12');
    assert.equal(
      rowText(scored(1, { text: 'y'.repeat(100), finished: false }), english),
      `✗ ${'y'.repeat(80)}… (cut off) · loss 1.0`,
    );
    const { hypothesis, ...onlyRead } = scored(0.5);
    assert.ok(hypothesis);
    assert.equal(rowText(onlyRead, english), 'loss 0.50');
    assert.equal(rowText({ type: 'refused', message: 'Too long.' }, english), '✗ Too long.');
  });

  it('has the loss of every token of the target in its hover, whatever the tokens are', () => {
    const outcome = { ...scored(1.5), tokens: ['|', ' ', '`'], tokenLosses: [1, 2, 0.004] };
    assert.equal(
      rowHover({ ...outcome, unknownTokens: ['é'] }, english),
      [
        'The model writes: `b` (probability 99 %)',
        '',
        'Loss of the target: 1.5 nats per token, mean of 3',
        '',
        'Unknown to the model: `é`',
        '',
        '| target token | loss |',
        '| --- | ---: |',
        '| `∣` | 1.0 |',
        '| `␣` | 2.0 |',
        '| `ˋ` | 0.00 |',
      ].join('\n'),
    );
  });
});
