import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { makeDecodeStep } from '../../src/core/decode/decodeStep';
import { makeEncodeStep } from '../../src/core/decode/encodeStep';
import type { NamedSpecs, Step } from '../../src/core/step/step';
import { makeEvaluateStep } from '../../src/core/train/evaluateStep';
import { makeTrainStep } from '../../src/core/train/trainStep';
import { buildGraph } from '../../src/engine/tensorflow/graph/buildGraph';
import type { GraphNode } from '../../src/engine/tensorflow/graph/graphNode';
import { KernelRecorder } from '../../src/engine/tensorflow/graph/kernelRecorder';
import { nativeBackendName } from '../../src/engine/tensorflow/nativeBackend';
import { traceForGraph } from '../../src/engine/tensorflow/traceForGraph';
import { isolateTfjs } from '../../src/engine/trace/isolateTfjs';
import {
  initialValues,
  nativeTensorFlow,
  smallBatch,
  smallModel,
  smallModels,
  training,
} from './nativeEngines';

/**
 * Attributes of the operations that TensorFlow 2.9 has, the version that npm's tfjs-node brings: from the
 * `gen_*_ops.py` of the wheel `tensorflow-cpu` 2.9.1.
 */
const operations = JSON.parse(
  readFileSync(path.join(__dirname, '../fixtures/tensorflow29Operations.json'), 'utf8'),
) as Readonly<Record<string, readonly string[]>>;

describe('graphs for native TensorFlow', function () {
  this.timeout(120_000);

  for (const [name, input] of Object.entries(smallModels))
    it(`use only operations and attributes of TensorFlow 2.9: ${name}`, () => {
      const { backend } = nativeTensorFlow();
      const model = smallModel(input);
      const specs: NamedSpecs = Object.fromEntries(
        [...initialValues(model)].map(([variable, { shape }]) => [variable, { shape, dtype: 'float32' }]),
      );
      const steps: Step[] = [
        makeTrainStep(model, training, smallBatch()),
        makeEvaluateStep(model, smallBatch()),
        makeEncodeStep(model, { sources: 8, rows: 16, sourceTime: 7 }),
        makeDecodeStep(model, { rows: 16, sourceTime: 7, candidates: 5, attention: true, reorder: true }),
        makeDecodeStep(model, {
          rows: 16,
          sourceTime: 7,
          candidates: 'forced',
          attention: false,
          reorder: false,
        }),
      ];
      const traced = steps.flatMap((step, index) => [
        traceForGraph(step, `step-${index}`, specs, { shards: 2 }),
        traceForGraph(step, `loops-${index}`, specs, { shards: 1, budget: 0 }),
      ]);
      const recorder = new KernelRecorder(backend.backend, backend.binding);
      const graph = isolateTfjs(nativeBackendName, () => buildGraph(specs, traced, recorder));
      checkNodes(graph.nodes, []);
      for (const { nodes, inputs } of graph.functions)
        checkNodes(
          nodes,
          inputs.map((input) => input.name),
        );
      const [call] = graph.functions;
      assert.ok(call !== undefined && call.nodes.length > 50);
    });
});

/** @param known names besides those of the nodes */
function checkNodes(nodes: readonly GraphNode[], known: readonly string[]): void {
  const names = new Set([...known, ...nodes.map((node) => node.name)]);
  assert.equal(names.size, known.length + nodes.length, 'names are taken twice');
  for (const { name: node, operation, inputs, attributes } of nodes) {
    const allowed = operations[operation];
    assert.ok(allowed !== undefined, `TensorFlow 2.9 has no ${operation} (${node})`);
    for (const attribute of Object.keys(attributes))
      assert.ok(allowed.includes(attribute), `${operation} has no attribute ${attribute} in TensorFlow 2.9`);
    for (const ref of inputs)
      assert.ok(names.has(ref.replace(/^\^/, '').replace(/:\d+$/, '')), `${node} reads ${ref}`);
    assert.match(node, /^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$/);
  }
}
