import assert from 'node:assert/strict';
import type { NamedSpecs } from '../../src/core/step/step';
import { makeEvaluateStep } from '../../src/core/train/evaluateStep';
import { makeTrainStep } from '../../src/core/train/trainStep';
import { buildGraph } from '../../src/engine/tensorflow/graph/buildGraph';
import type { Graph } from '../../src/engine/tensorflow/graph/graphNode';
import { KernelRecorder } from '../../src/engine/tensorflow/graph/kernelRecorder';
import { nodeBudget } from '../../src/engine/tensorflow/graphSize';
import { nativeBackendName } from '../../src/engine/tensorflow/nativeBackend';
import {
  estimateGraph,
  traceForGraph,
  type TraceForGraphOptions,
} from '../../src/engine/tensorflow/traceForGraph';
import { isolateTfjs } from '../../src/engine/trace/isolateTfjs';
import { randomBatch } from '../support/seq2seqFixture';
import {
  feedsOf,
  graphEngine,
  initialValues,
  nativeTensorFlow,
  smallModel,
  smallModels,
  training,
  vocabularySize,
} from './nativeEngines';

const long = 140;

describe('the size of graphs', function () {
  this.timeout(240_000);

  for (const [name, input] of Object.entries(smallModels))
    for (const time of [8, long])
      it(`is known before there is a graph, to a quarter, and within the budget at length ${time}: ${name}`, () => {
        const model = smallModel(input);
        const specs: NamedSpecs = Object.fromEntries(
          [...initialValues(model)].map(([variable, { shape }]) => [variable, { shape, dtype: 'float32' }]),
        );
        const batch = longBatch(time);
        const nodes = (count: number, options: TraceForGraphOptions) => {
          const { backend } = nativeTensorFlow();
          const recorder = new KernelRecorder(backend.backend, backend.binding);
          const steps = [makeTrainStep(model, training, batch), makeEvaluateStep(model, batch)];
          const traced = steps
            .slice(0, count)
            .map((step, index) => traceForGraph(step, `step-${index}`, specs, options));
          const estimates = steps.slice(0, count).map((step) => estimateGraph(step, specs, options).nodes);
          return {
            estimated: estimates.reduce((sum, estimate) => sum + estimate, 0),
            emitted: countAll(isolateTfjs(nativeBackendName, () => buildGraph(specs, traced, recorder))),
          };
        };
        // What variables, feeds and constants there are besides is the same for both.
        const fixed = nodes(0, { shards: 2 });
        for (const count of [1, 2]) {
          const { estimated, emitted } = nodes(count, { shards: 2 });
          const own = emitted - fixed.emitted;
          assert.ok(Math.abs(estimated - own) < 0.25 * own, `${estimated} instead of ${own}`);
          assert.ok(own < count * nodeBudget, `${own} nodes`);
        }
      });

  it('does not grow with the length, and the loss of a long batch is that of the unrolled step', () => {
    const [, input] = Object.values(smallModels);
    const model = smallModel(input!);
    const batch = longBatch(long);
    const [loops, unrolled] = [nodeBudget, Infinity].map((budget) => {
      const engine = graphEngine({ budget });
      engine.defineVariables(initialValues(model));
      const step = engine.compile(makeTrainStep(model, training, batch));
      const losses = [1, 2, 3].map(
        (update) => step.run(feedsOf(batch, update)).fetches['loss_sum']![0]! / batch.targetTokens,
      );
      engine.dispose();
      return losses;
    });
    loops!.forEach((loss, index) => {
      const difference = Math.abs(loss - unrolled![index]!);
      assert.ok(difference <= 1e-5, `step ${index + 1}: ${loss} and ${unrolled![index]!}`);
    });
  });
});

function countAll({ nodes, functions }: Graph): number {
  return functions.reduce((sum, each) => sum + each.nodes.length, nodes.length);
}

function longBatch(time: number) {
  return randomBatch({ batchSize: 4, sourceTime: time, targetTime: time, vocabularySize, seed: 3 });
}
