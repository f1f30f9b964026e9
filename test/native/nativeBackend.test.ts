import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Step } from '../../src/core/step/step';
import { EagerEngine } from '../../src/engine/eagerEngine';
import { loadTfjsNode } from '../../src/engine/tensorflow/loadTfjsNode';
import type { TfjsNode } from '../../src/engine/tensorflow/loadTfjsNode';
import { nativeBackendName, registerNativeBackend } from '../../src/engine/tensorflow/nativeBackend';
import type { NativeBackend } from '../../src/engine/tensorflow/nativeBackend';
import { nativeTensorFlow } from './nativeEngines';

/** Needs the folder that `npm run native` prints in S2S_NATIVE_PATH; the test run sets it. */
describe('native TensorFlow', () => {
  let tfjsNode: TfjsNode;
  let native: NativeBackend;

  before(() => {
    const result = loadTfjsNode({}, { intraOp: 2, interOp: 1 });
    assert.ok(
      result.available,
      result.available ? '' : `${result.reason} (npm run native prints the folder for S2S_NATIVE_PATH)`,
    );
    tfjsNode = result;
    // Registered once for all files of this process.
    native = nativeTensorFlow().backend;
  });
  beforeEach(async () => {
    await tf.setBackend(nativeBackendName);
  });

  it('is the versions that the installation names', () => {
    assert.equal(tfjsNode.version, '4.22.0');
    assert.match(tfjsNode.tensorFlowVersion, /^2\.\d+\.\d+$/);
    assert.equal(native.version, `TensorFlow ${tfjsNode.tensorFlowVersion}`);
    assert.equal(path.basename(tfjsNode.path), 'tfjs-node');
  });

  it('runs on the tfjs-core of this program: no second one is loaded, nor the rest of tfjs', () => {
    const installed = path.dirname(tfjsNode.path) + path.sep;
    const loaded = Object.keys(createRequire(path.join(tfjsNode.path, 'package.json')).cache);
    const foreign = loaded.filter(
      (file) => file.startsWith(installed) && !file.startsWith(tfjsNode.path + path.sep),
    );
    assert.deepEqual(foreign, []);
    assert.ok(native.backend instanceof tf.KernelBackend);
    assert.equal(tf.backend(), native.backend);
    assert.equal(Object.getPrototypeOf(tf.neg(1)), tf.Tensor.prototype);
  });

  it('refuses to be registered twice', () => {
    assert.throws(() => registerNativeBackend(tfjsNode), /registered already/);
  });

  it('multiplies matrices', () => {
    const product = tf.tidy(() =>
      tf
        .matMul(
          tf.tensor2d([
            [1, 2],
            [3, 4],
          ]),
          tf.tensor2d([
            [5, 6],
            [7, 8],
          ]),
        )
        .arraySync(),
    );
    assert.deepEqual(product, [
      [19, 22],
      [43, 50],
    ]);
  });

  it('differentiates a gather: gradients of rows taken several times add up', () => {
    const gradient = tf.tidy(() => {
      const weights = tf.tensor2d([
        [1, 10],
        [2, 20],
        [3, 30],
      ]);
      const loss = (table: tf.Tensor): tf.Scalar =>
        tf.sum(tf.mul(tf.gather(table, tf.tensor1d([2, 0, 2], 'int32')), weights));
      return tf
        .grad(loss)(tf.zeros([4, 2]))
        .arraySync();
    });
    assert.deepEqual(gradient, [
      [2, 20],
      [0, 0],
      [4, 40],
      [0, 0],
    ]);
  });

  it('computes logarithms of a softmax like plain arithmetic', () => {
    const logits = [0.5, -1, 3, 0];
    const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    const result = tf.tidy(() => tf.logSoftmax(tf.tensor1d(logits)).dataSync());
    for (const [index, logit] of logits.entries())
      assert.ok(Math.abs(result[index]! - (logit - total)) < 1e-6);
  });

  it('keeps the number of tensors constant over steps, on both sides', () => {
    const table = tf.variable(tf.randomUniform([5, 3]));
    const ids = tf.tensor1d([1, 4, 1], 'int32');
    const step = (): void =>
      tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(tf.gather(table, ids))));
        value.dataSync();
        table.assign(tf.sub(table, tf.mul(0.1, grads[table.name]!)));
      });
    step();
    const tensors = tf.memory().numTensors;
    const nativeTensors = native.nativeTensors();
    for (let index = 0; index < 50; index++) step();
    assert.equal(tf.memory().numTensors, tensors);
    assert.equal(native.nativeTensors(), nativeTensors);
    tf.dispose([table, ids]);
  });

  it('executes steps: a linear model learns its slope, without a tensor more from step to step', () => {
    const info = { name: 'tensorflow', version: native.version, threads: 2, reason: 'a test' } as const;
    const engine = new EagerEngine(info, nativeBackendName);
    const step: Step = {
      name: 'train',
      feeds: { x: { shape: [4], dtype: 'float32' }, y: { shape: [4], dtype: 'float32' } },
      body: (variables, feeds) => {
        const loss = (slope: tf.Tensor): tf.Scalar =>
          tf.mean(tf.squaredDifference(tf.mul(slope, feeds['x']!), feeds['y']!));
        const { value, grad } = tf.valueAndGrad(loss)(variables['slope']!);
        return {
          updates: { slope: tf.sub(variables['slope']!, tf.mul(0.05, grad)) },
          fetches: { loss: value },
        };
      },
    };
    engine.defineVariables(new Map([['slope', { shape: [], values: Float32Array.of(0) }]]));
    const compiled = engine.compile(step);
    const feeds = { x: Float32Array.of(1, 2, 3, 4), y: Float32Array.of(3, 6, 9, 12) };
    compiled.run(feeds);
    const { tensors } = engine.memory();
    const nativeTensors = native.nativeTensors();
    for (let index = 0; index < 100; index++) compiled.run(feeds);
    assert.equal(engine.memory().tensors, tensors);
    assert.equal(native.nativeTensors(), nativeTensors);
    assert.ok(Math.abs(engine.readVariables().get('slope')!.values[0]! - 3) < 1e-5);
    compiled.dispose();
    engine.dispose();
  });
});
