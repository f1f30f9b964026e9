import assert from 'node:assert/strict';
import { parseLearningRate } from '../../../src/host/runs/parseLearningRate';

describe('A typed learning rate', () => {
  it('is a number above 0, or a factor on the one in force', () => {
    const rates = ['0.0003', ' 3e-4 ', '.5', '×0.5', 'x 2', '*0.1', '/10'].map((text) =>
      parseLearningRate(text, 0.01),
    );
    assert.deepEqual(
      rates.map((typed) => (typed.type === 'rate' ? Number(typed.learningRate.toPrecision(6)) : typed)),
      [0.0003, 0.0003, 0.5, 0.005, 0.02, 0.001, 0.001],
    );
  });

  it('is nothing else', () => {
    for (const text of ['', '0', '-1', '0,001', '1e999', 'abc', '/0', '× ', '1 2'])
      assert.deepEqual(parseLearningRate(text, 0.01), { type: 'wrong' }, text);
    assert.deepEqual(parseLearningRate('×2', undefined), { type: 'wrong' });
  });
});
