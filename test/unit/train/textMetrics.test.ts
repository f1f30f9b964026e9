import assert from 'node:assert/strict';
import { bleu } from '../../../src/core/metrics/bleu';
import { corpusScore } from '../../../src/core/metrics/corpusMetric';
import { metricValue } from '../../../src/core/train/metricValue';
import { collect, lastOf, makeRun, ofType, tinyConfig, type TrainingInput } from './trainingFixture';
import type { ConfigInput } from '../../../src/core/config/schema';

const sequences = { generator: 'copy', symbols: 4, min_length: 7, max_length: 7 } as const;
const data: ConfigInput['data'] = { train: { ...sequences, size: 60 }, dev: { ...sequences, size: 12 } };
const updates: TrainingInput = { updates: 4, validation_freq: 2 };

describe('Text metrics of a validation', () => {
  it('are measured only where asked', async () => {
    const run = await makeRun(tinyConfig(updates, { data }));
    const { point } = lastOf(await collect(run), 'validation');
    run.engine.dispose();
    for (const key of ['bleu', 'chrf', 'editDistance']) assert.ok(!(key in point), key);
    assert.throws(() => metricValue(point, 'bleu'), /did not measure bleu/);
  });

  it('are of the greedily decoded dev split, compared as the config says', async () => {
    const testing: ConfigInput['testing'] = {
      eval_metrics: ['bleu', 'chrf', 'edit_distance', 'sequence_accuracy'],
      sacrebleu_cfg: { tokenize: 'char' },
    };
    const config = tinyConfig({ ...updates, updates: 40, print_valid_sents: 12 }, { data, testing });
    const run = await makeRun(config);
    const events = await collect(run);
    run.engine.dispose();
    const { point, samples } = lastOf(events, 'validation');
    assert.equal(samples.length, point.pairs);
    const expected = corpusScore(bleu({ tokenize: 'char', lowercase: false }), samples);
    assert.ok(Math.abs(metricValue(point, 'bleu') - expected) < 1e-9);
    assert.ok(metricValue(point, 'bleu') > 0 && metricValue(point, 'chrf') > 0);
    assert.ok(metricValue(point, 'edit_distance') > 0 && metricValue(point, 'edit_distance') < 1);
  });

  it('pick the best checkpoint and stop the training where a config names them there alone', async () => {
    const config = tinyConfig(
      {
        updates: 100,
        validation_freq: 2,
        // Nothing is learned: no validation is better than the first.
        learning_rate: 1e-30,
        early_stopping: { metric: 'edit_distance', steps: 2 },
      },
      { data },
    );
    const run = await makeRun(config);
    const events = await collect(run);
    run.engine.dispose();
    const points = ofType(events, 'validation').map(({ point }) => point);
    assert.equal(lastOf(events, 'finished').reason, 'early-stopping');
    assert.deepEqual(
      points.map(({ best }) => best),
      [true, false, false],
    );
    assert.ok(
      points.every(({ editDistance, bleu: unasked }) => editDistance !== undefined && unasked === undefined),
    );
  });
});
