import assert from 'node:assert/strict';
import type { Engine } from '../../../src/core/step/engine';
import { dryRun, type DryRun } from '../../../src/core/train/dryRun';
import { makeRun, tinyConfig, type TrainingInput } from './trainingFixture';

const msPerRun = 1000;

/** A dry run on a machine where every step takes a second, and its first run another three. */
async function tried(training: TrainingInput): Promise<{ run: DryRun; stepRuns: number }> {
  const parts = await makeRun(tinyConfig(training));
  let nowMs = 0;
  let stepRuns = 0;
  const engine: Engine = Object.assign(Object.create(parts.engine) as Engine, {
    compile: (step: Parameters<Engine['compile']>[0]) => {
      const compiled = parts.engine.compile(step);
      const isTraining = compiled.feeds['apply'] !== undefined || compiled.feeds['step_key'] !== undefined;
      let runs = 0;
      return {
        feeds: compiled.feeds,
        dispose: () => compiled.dispose(),
        run: (feeds: Parameters<typeof compiled.run>[0]) => {
          if (isTraining) {
            nowMs += runs++ === 0 ? 4 * msPerRun : msPerRun;
            stepRuns++;
          }
          return compiled.run(feeds);
        },
      };
    },
  });
  const run = await dryRun({ ...parts, engine, now: () => nowMs });
  parts.engine.dispose();
  return { run, stepRuns };
}

describe('A dry run', () => {
  it('tells from two batches what all of them take', async () => {
    const { run, stepRuns } = await tried({ epochs: 3, validation_freq: 4, length_bucket_width: 12 });
    assert.equal(stepRuns, 4, 'one that counts as the first, one to warm up, two on the clock');
    assert.equal(run.shapes, 1);
    assert.equal(run.batchesPerEpoch, 7);
    assert.deepEqual([run.steps, run.epochs], [21, 3]);
    assert.equal(run.msPerEpoch, 7 * msPerRun);
    assert.equal(run.firstRunMs, 3 * msPerRun);
    assert.equal(run.validations, 6);
    assert.equal(run.totalMs, 3 * run.msPerEpoch + 6 * run.msPerValidation + run.firstRunMs);
  });

  it('takes longer batches to cost more', async () => {
    const { run } = await tried({ updates: 10, length_bucket_width: 2 });
    assert.ok(run.shapes > 1);
    const { largestShape, commonestShape } = run;
    assert.ok(largestShape.targetTime >= commonestShape.targetTime);
    // Between all batches as cheap as none and all as dear as twice the commonest.
    assert.ok(run.msPerEpoch > 0 && run.msPerEpoch < 2 * run.batchesPerEpoch * msPerRun);
    assert.equal(run.steps, 10);
  });

  it('counts groups of batches as one step', async () => {
    const { run } = await tried({ epochs: 1, batch_multiplier: 3, length_bucket_width: 12 });
    assert.equal(run.steps, 3);
    // Of two batches and the update that they share.
    assert.equal(run.msPerEpoch, 7 * 1.5 * msPerRun);
  });

  it('refuses data of which no pair is left, in words', async () => {
    const parts = await makeRun(tinyConfig({ updates: 1 }));
    const missing = dryRun({ ...parts, devExamples: [], now: () => 0 });
    await assert.rejects(missing, /data\.dev has no pair left to use/);
    parts.engine.dispose();
  });
});
