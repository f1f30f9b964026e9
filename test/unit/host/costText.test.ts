import assert from 'node:assert/strict';
import { costDetails, costTitle } from '../../../src/host/cost/costText';
import { durationText } from '../../../src/host/durationText';
import { costEstimateSchema } from '../../../src/protocol/modelling';
import { english } from './data/english';

const cost = costEstimateSchema.parse({
  parameterCount: 123_456,
  engine: 'wasm',
  threads: 2,
  batchesPerEpoch: 313,
  shapes: 5,
  steps: 3130,
  epochs: 10,
  mayEndEarlier: false,
  secondsPerEpoch: 12.4,
  validations: 32,
  secondsPerValidation: 0.21,
  firstRunSeconds: 0.84,
  seconds: 130.3,
  bytes: 210_400_000,
  bytesAre: 'measured',
});

describe('The cost of a training in words', () => {
  it('is a line above the config', () => {
    assert.equal(costTitle(cost, english), '≈ 12 s/epoch · 2 min 10 s in all · 210 MB · wasm');
    assert.equal(
      costTitle({ ...cost, mayEndEarlier: true, engine: 'tensorflow' }, english),
      '≈ 12 s/epoch · at most 2 min 10 s in all · 210 MB · tensorflow',
    );
  });

  it('says where it comes from', () => {
    assert.deepEqual(costDetails(cost, english).split('\n'), [
      'By a few batches of the commonest length, on wasm (2 threads), not counting what else the machine does.',
      '123,456 parameters; 313 batches an epoch; 3,130 steps, 10 epochs',
      '32 validations of 0.2 s; first runs of 5 lengths of batches, 0.8 s each',
      'Memory as measured',
    ]);
    assert.match(
      costDetails({ ...cost, bytesAre: 'partly-estimated' }, english),
      /estimated for the longest/,
    );
  });

  it('has durations as people say them', () => {
    const seconds = [0.004, 0.0994, 0.12, 9.94, 9.96, 59.4, 59.6, 130, 3599.7, 7500];
    assert.deepEqual(
      seconds.map((each) => durationText(each, english)),
      [
        '0.00 s',
        '0.10 s',
        '0.1 s',
        '9.9 s',
        '10 s',
        '59 s',
        '1 min 00 s',
        '2 min 10 s',
        '1 h 00 min',
        '2 h 05 min',
      ],
    );
  });
});
