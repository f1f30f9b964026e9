import assert from 'node:assert/strict';
import { checkClaim } from '../../../src/cli/reproduce/claims/checkClaim';
import { TrainedEntry } from '../../../src/cli/reproduce/trainedVariant';
import type { TrainedVariant } from '../../../src/cli/reproduce/trainedVariant';
import type { Claim } from '../../../src/core/config/expectedResult';
import { estimateProportion } from '../../../src/core/metrics/estimateProportion';
import type { MetricLine, ValidationLine } from '../../../src/runs/manifest';

/** Right answers out of 100 pairs, for each of four lengths. */
type RightByLength = readonly [number, number, number, number];

interface Curve {
  readonly step: number;
  readonly loss: number;
}

interface Example {
  readonly right: RightByLength;
  readonly variant?: string;
  readonly seed?: number;
  readonly dev?: readonly Curve[];
  readonly train?: readonly Curve[];
  readonly stopReason?: TrainedVariant['stopReason'];
  readonly checkpoint?: number;
}

function trained({ right, variant, seed = 1, dev = [], train = [], ...rest }: Example): TrainedVariant {
  const sum = right.reduce((total, count) => total + count, 0);
  const point = { epoch: 1, elapsedMs: 0, perplexity: 1, tokenAccuracy: 0 };
  return {
    variant,
    seed,
    metrics: {
      sequence_accuracy: estimateProportion(sum, 400),
      perplexity: { value: 2, low: 1.9, high: 2.1 },
    },
    byLength: [],
    accuracyByLength: right.map((count, index) => ({
      from: index + 1,
      to: index + 1,
      pairs: 100,
      ...estimateProportion(count, 100),
    })),
    trainPoints: train.map((one): MetricLine => ({
      ...point,
      ...one,
      kind: 'train',
      learningRate: 1,
      gradientNorm: 1,
      tokensPerSecond: 1,
      tensors: 1,
    })),
    devPoints: dev.map((one): ValidationLine => ({
      ...point,
      ...one,
      kind: 'dev',
      sequenceAccuracy: 0,
      pairs: 1,
      best: false,
    })),
    stopReason: 'updates',
    checkpoint: 1,
    seconds: 1,
    engine: { name: 'wasm', version: '1', threads: 1 },
    ...rest,
  };
}

function holds(claim: Claim, ...examples: readonly Example[]): boolean | undefined {
  return checkClaim(claim, new TrainedEntry(examples.map(trained))).holds;
}

const good = [98, 98, 97, 97] as const;
const fading = [98, 90, 40, 5] as const;

describe('claims about what was trained', () => {
  it('band: the value must lie in it, for as many seeds as said', () => {
    const band = { type: 'band', metric: 'sequence_accuracy', low: 0.95, high: 1 } as const;
    assert.equal(holds(band, { right: good }), true);
    assert.equal(holds(band, { right: fading }), false);
    const seeds = [
      { right: good, seed: 1 },
      { right: fading, seed: 2 },
      { right: good, seed: 3 },
    ];
    assert.equal(holds(band, ...seeds), false);
    assert.equal(holds({ ...band, atLeast: 2 }, ...seeds), true);
    const { ours, shown } = checkClaim(band, new TrainedEntry(seeds.map(trained)));
    assert.equal(ours?.value, 0.975);
    assert.match(shown, /97\.5 % \(58\.3 % to 97\.5 %\) over 3 seeds/);
  });

  it('reported: nothing must hold', () => {
    assert.equal(holds({ type: 'reported', metric: 'perplexity' }, { right: good }), undefined);
    assert.throws(() => holds({ type: 'reported', metric: 'bleu' }, { right: good }), /no bleu/);
  });

  it('better: beyond chance, and nowhere worse where that is asked for', () => {
    const better = { type: 'better', metric: 'sequence_accuracy', variant: 'a', than: 'b' } as const;
    const a = { right: good, variant: 'a' };
    assert.equal(holds(better, a, { right: fading, variant: 'b' }), true);
    assert.equal(holds(better, { ...a, right: fading }, { right: good, variant: 'b' }), false);
    assert.equal(holds(better, a, { right: [97, 97, 97, 96], variant: 'b' }), false, 'within chance');
    const everywhere = { ...better, atEveryLength: true } as const;
    assert.equal(holds(everywhere, a, { right: fading, variant: 'b' }), true);
    assert.equal(
      holds(everywhere, { ...a, right: [50, 98, 98, 98] }, { right: fading, variant: 'b' }),
      false,
    );
    assert.throws(() => holds(better, a, { right: good, variant: 'b', seed: 2 }), /same seed/);
  });

  it('gap-grows: the lead must be larger for the longer half', () => {
    const claim = { type: 'gap-grows', variant: 'a', than: 'b' } as const;
    assert.equal(holds(claim, { right: good, variant: 'a' }, { right: fading, variant: 'b' }), true);
    assert.equal(
      holds(claim, { right: good, variant: 'a' }, { right: [10, 20, 90, 90], variant: 'b' }),
      false,
    );
  });

  it('sooner: fewer steps until the dev split is as good', () => {
    const claim = { type: 'sooner', metric: 'loss', value: 0.5, variant: 'a', than: 'b' } as const;
    const quick = [
      { step: 10, loss: 0.7 },
      { step: 20, loss: 0.4 },
    ];
    const slow = quick.map(({ step, loss }) => ({ step: 10 * step, loss }));
    const never = quick.map(({ step }) => ({ step, loss: 0.9 }));
    const a = { right: good, variant: 'a', dev: quick };
    assert.equal(holds(claim, a, { right: good, variant: 'b', dev: slow }), true);
    assert.equal(holds(claim, a, { right: good, variant: 'b', dev: never }), true);
    assert.equal(holds(claim, a, { right: good, variant: 'b', dev: quick }), false, 'a tie');
    assert.equal(holds(claim, { ...a, dev: never }, { right: good, variant: 'b', dev: never }), false);
  });

  it('overfits: the dev loss turns, and early stopping keeps the turn', () => {
    const claim = { type: 'overfits' } as const;
    const train = [
      { step: 10, loss: 2 },
      { step: 20, loss: 1 },
      { step: 30, loss: 0.5 },
    ];
    const dev = [
      { step: 10, loss: 2.1 },
      { step: 20, loss: 1.5 },
      { step: 30, loss: 1.8 },
    ];
    const example = { right: good, train, dev, stopReason: 'early-stopping', checkpoint: 20 } as const;
    assert.equal(holds(claim, example), true);
    assert.equal(holds(claim, { ...example, checkpoint: 30 }), false, 'another checkpoint');
    assert.equal(holds(claim, { ...example, stopReason: 'updates' }), false, 'the budget ended it');
    assert.equal(holds(claim, { ...example, dev: dev.slice(0, 2) }), false, 'no turn');
  });

  it('chance: the interval must hold what guessing gets', () => {
    const claim = { type: 'chance', metric: 'sequence_accuracy', value: 0.1 } as const;
    assert.equal(holds(claim, { right: [9, 11, 10, 9] }), true);
    assert.equal(holds(claim, { right: [15, 16, 15, 18] }), false);
    assert.equal(holds(claim, { right: [3, 4, 3, 5] }), false, 'worse than guessing is no guessing either');
  });
});

describe('a claim about how many seeds solve a task', () => {
  const seeds = (solved: number, count: number) =>
    Array.from({ length: count }, (_, seed) => ({
      seed,
      loss: 1,
      tokenAccuracy: seed < solved ? 1 : 0.5,
      solved: seed < solved,
    }));
  const entry = new TrainedEntry([], [{ variant: 'small', seeds: seeds(54, 200), seconds: 1 }]);
  const claim = { type: 'solve-rate', variant: 'small', count: 200 } as const;
  const reference = (solved: number) => ({ solved, count: 400, source: 'elsewhere' });

  it('holds as long as chance explains the difference from a reference', () => {
    const near = checkClaim({ ...claim, reference: reference(111) }, entry);
    assert.equal(near.holds, true);
    assert.match(near.shown, /^54 of 200: 27\.0 % .* reference 111 of 400 \(27\.8 %\), p = 0\.\d{3}$/);
    assert.equal(checkClaim({ ...claim, reference: reference(200) }, entry).holds, false);
  });

  it('may ask for a least number', () => {
    assert.equal(checkClaim({ ...claim, atLeast: 54 }, entry).holds, true);
    assert.equal(checkClaim({ ...claim, atLeast: 55 }, entry).holds, false);
  });

  it('is about what has been trained', () => {
    assert.throws(() => checkClaim({ ...claim, count: 10 }, entry), /small was not trained with 10 seeds/);
  });
});
