import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { Output } from '../../../src/cli/output';
import { TrainingProgress } from '../../../src/cli/trainingProgress';
import { makeManifest } from '../../support/makeManifest';
import type { MetricLine, ValidationLine } from '../../../src/runs/manifest';

function terminal(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns: 64 });
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    text: () => (stream.read() as string | null) ?? '',
  };
}

const point = (step: number): MetricLine => ({
  kind: 'train',
  step,
  epoch: step / 100,
  elapsedMs: step * 100,
  loss: 1.23456,
  perplexity: 3.4,
  tokenAccuracy: 0.5,
  learningRate: 0.001,
  gradientNorm: 1,
  tokensPerSecond: 12345.6,
  tensors: 10,
});

const validation: ValidationLine = {
  kind: 'dev',
  step: 20,
  epoch: 0.2,
  elapsedMs: 2000,
  loss: 0.5,
  perplexity: 1.6,
  tokenAccuracy: 0.9,
  sequenceAccuracy: 0.625,
  pairs: 8,
  best: true,
};

describe('TrainingProgress', () => {
  it('shows the text metrics that a validation has measured', () => {
    const { stream, text } = terminal(false);
    const progress = new TrainingProgress(new Output(false, stream, stream));
    const measured = { ...validation, bleu: 42.195, editDistance: 0.0625, best: false };
    progress.receive({ type: 'validation', point: measured, samples: { step: 20, samples: [] } });
    assert.match(text(), / token accuracy 90\.0 % {3}BLEU 42\.20 {3}edit distance 0\.0625\n$/);
  });

  it('writes plain lines where nobody can see a live one, at most one in five seconds beside validations', () => {
    const { stream, text } = terminal(false);
    let nowMs = 0;
    const progress = new TrainingProgress(new Output(false, stream, stream), () => nowMs);
    progress.receive({ type: 'phase', phase: 'warming-up' });
    for (let step = 10; step <= 100; step += 10) {
      progress.receive({ type: 'metrics', point: point(step) });
      if (step === 20)
        progress.receive({ type: 'validation', point: validation, samples: { step, samples: [] } });
      nowMs += 1000;
    }
    assert.deepEqual(text().split('\n'), [
      'step 10   epoch 0.1   loss 1.2346   12,346 tokens/s',
      'step 20   epoch 0.2   dev loss 0.5000   exact match 62.5 %   token accuracy 90.0 %   best so far',
      'step 60   epoch 0.6   loss 1.2346   exact match 62.5 %   12,346 tokens/s',
      '',
    ]);
  });

  it('says how far the warming up is', () => {
    const { stream, text } = terminal(true);
    const progress = new TrainingProgress(new Output(false, stream, stream));
    progress.receive({ type: 'phase', phase: 'warming-up' });
    progress.receive({ type: 'phase', phase: 'warming-up', progress: { done: 2, total: 8 } });
    progress.clear();
    assert.deepEqual(text().split('\r\u001b[2K'), ['', 'warming up…', 'warming up 2/8…', '']);
  });

  it('draws over one line on a terminal, no longer than it is wide, with the time left', () => {
    const { stream, text } = terminal(true);
    const progress = new TrainingProgress(new Output(false, stream, stream));
    progress.receive({ type: 'manifest', manifest: makeManifest({ totalSteps: 200 }) });
    for (const step of [1, 10, 20]) progress.receive({ type: 'metrics', point: point(step) });
    progress.clear();
    const lines = text().split('\r\u001b[2K');
    assert.deepEqual(lines, [
      '',
      'step 1/200   epoch 0.0   loss 1.2346   12,346 tokens/s',
      'step 10/200   epoch 0.1   loss 1.2346   12,346 tokens/s',
      // A hundred milliseconds a step; the terminal has 64 columns.
      'step 20/200   epoch 0.2   loss 1.2346   12,346 tokens/s   18 s left'.slice(0, 63),
      '',
    ]);
    assert.ok(!text().includes('\n'));
  });
});
