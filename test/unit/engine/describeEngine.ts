import {
  add,
  gather,
  matMul,
  memory,
  mul,
  ones,
  sum,
  tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import type { Engine } from '../../../src/core/step/engine';
import type { Step } from '../../../src/core/step/step';
import { tensorMemory } from '../../../src/engine/wasm/tensorMemory';

const w = { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) };
const b = { shape: [2], values: Float32Array.of(5, 6) };

/** Multiplies `x` by `w`, adds `y`, doubles `w`. */
const step: Step = {
  name: 'double',
  feeds: {
    x: { shape: [1, 2], dtype: 'float32' },
    y: { shape: [1, 2], dtype: 'float32' },
  },
  body: ({ w: weights }, { x, y }) => {
    const z = add(matMul(x as Tensor2D, weights as Tensor2D), y!);
    return { updates: { w: mul(weights!, 2) }, fetches: { total: sum(z) }, kept: { z, same: y! } };
  },
};
const x = Float32Array.of(1, 1);
const y = Float32Array.of(0, 0);

/** What every engine on the WebAssembly backend does, whichever way it executes steps. */
export function describeEngine(name: string, create: () => Promise<Engine>): void {
  describe(name, () => {
    let engine: Engine;
    let tensors: number;
    let buffers: number;

    beforeEach(async () => {
      engine = await create();
      tensors = memory().numTensors;
      buffers = tensorMemory().numDataIds();
      engine.defineVariables(
        new Map([
          ['w', w],
          ['b', b],
        ]),
      );
    });
    afterEach(() => {
      engine.dispose();
      assert.equal(memory().numTensors, tensors, 'tensors leaked');
      assert.equal(tensorMemory().numDataIds(), buffers, 'memory leaked');
    });

    it('runs a step: fetches values, keeps tensors, updates variables', () => {
      const compiled = engine.compile(step);
      const first = compiled.run({ x, y });
      assert.deepEqual(first.fetches['total'], Float32Array.of(10));
      assert.deepEqual(first.kept['z']!.shape, [1, 2]);
      // What a run kept is fed to the next one.
      const second = compiled.run({ x, y: first.kept['z']! });
      assert.deepEqual(second.fetches['total'], Float32Array.of(30));
      assert.deepEqual(engine.readVariables().get('w')!.values, Float32Array.of(4, 8, 12, 16));
      for (const { kept } of [first, second]) for (const tensor of Object.values(kept)) tensor.dispose();
    });

    it('keeps a tensor that is a feed as one of its own', () => {
      const first = engine.compile(step).run({ x, y });
      const second = engine.compile(step).run({ x, y: first.kept['same']! });
      for (const tensor of Object.values(first.kept)) tensor.dispose();
      const third = engine.compile(step).run({ x, y: second.kept['same']! });
      assert.deepEqual(third.fetches['total'], Float32Array.of(40));
      for (const { kept } of [second, third]) for (const tensor of Object.values(kept)) tensor.dispose();
    });

    it('reads and writes copies: arrays of the caller stay the caller’s', () => {
      const values = Float32Array.of(1, 1, 1, 1);
      engine.writeVariables(new Map([['w', { shape: [2, 2], values }]]));
      values.fill(9);
      const read = engine.readVariables();
      assert.deepEqual(read.get('w')!.values, Float32Array.of(1, 1, 1, 1));
      assert.deepEqual([...read.keys()], ['w', 'b']);
      read.get('w')!.values.fill(7);
      assert.deepEqual(engine.readVariables().get('w')!.values, Float32Array.of(1, 1, 1, 1));
    });

    it('keeps the number of tensors over runs', () => {
      const compiled = engine.compile(step);
      const { tensors: before } = engine.memory();
      for (let run = 0; run < 3; run++)
        for (const tensor of Object.values(compiled.run({ x, y }).kept)) tensor.dispose();
      assert.equal(engine.memory().tensors, before);
    });

    it('leaves variables and tensors alone when a body throws', () => {
      const failing: Step = {
        ...step,
        body: (variables, feeds) => {
          step.body(variables, feeds);
          throw new Error('no');
        },
      };
      assert.throws(() => engine.compile(failing).run({ x, y }), /^Error: no$/);
      assert.deepEqual(engine.readVariables().get('w')!.values, w.values);
    });

    const run = (feeds: Parameters<ReturnType<Engine['compile']>['run']>[0]) =>
      engine.compile(step).run(feeds);
    it('says which feed is wrong, and how', () => {
      assert.throws(() => run({ x }), /Feed "y" of step "double" is missing/);
      assert.throws(() => run({ x, y, q: y }), /Step "double" has no feed "q"; it takes x, y/);
      assert.throws(
        () => run({ x, y: Float32Array.of(1) }),
        /"y" .* has 1 values, expected 2 for shape \[1, 2\]/,
      );
      assert.throws(() => run({ x, y: Int32Array.of(1, 2) }), /"y" .* is int32, expected float32/);
      const { kept } = run({ x, y });
      for (const tensor of Object.values(kept)) tensor.dispose();
      assert.throws(() => run({ x, y: kept['z']! }), /"y" .* has been disposed/);
      assert.throws(
        () => run({ x, y: { shape: [1, 2], dispose: () => undefined } }),
        /tensor of another engine/,
      );
    });

    it('says which variable is wrong, and changes none', () => {
      const unknown = new Map([
        ['w', b],
        ['v', b],
      ]);
      assert.throws(() => engine.writeVariables(unknown), /Variable "w" has shape \[2, 2\], not \[2\]/);
      assert.throws(() => engine.writeVariables(new Map([['v', b]])), /no variable "v"/);
      assert.throws(
        () => engine.defineVariables(new Map([['v', { shape: [3], values: b.values }]])),
        /"v" of shape \[3\] has 2 values, not 3/,
      );
    });

    it('refuses updates of unknown variables and of other shapes', () => {
      const updating = (name: string): Step => ({
        name: 'wrong',
        feeds: {},
        body: () => ({ updates: { [name]: tensor([1, 2, 3]) }, fetches: {} }),
      });
      assert.throws(() => engine.compile(updating('v')).run({}), /updates "v", which is no variable/);
      assert.throws(() => engine.compile(updating('w')).run({}), /updates "w" of shape \[2, 2\] with \[3\]/);
    });

    it('is usable after a kernel has thrown, and leaks nothing', () => {
      const gathering: Step = {
        name: 'gathering',
        feeds: { x: { shape: [1, 2], dtype: 'float32' }, row: { shape: [1], dtype: 'int32' } },
        body: ({ w: weights }, { x, row }) => {
          const rows = gather(matMul(x as Tensor2D, weights as Tensor2D), row as Tensor1D);
          return { updates: { w: mul(weights!, 2) }, fetches: { rows }, kept: { rows } };
        },
      };
      const compiled = engine.compile(gathering);
      const first = compiled.run({ x, row: Int32Array.of(0) });
      assert.deepEqual(first.fetches['rows'], Float32Array.of(4, 6));
      const before = engine.memory();
      assert.throws(() => compiled.run({ x, row: Int32Array.of(7) }), /index 7|out of (range|bounds)/);
      assert.deepEqual(engine.memory(), before);
      assert.deepEqual(engine.readVariables().get('w')!.values, Float32Array.of(2, 4, 6, 8));
      const second = compiled.run({ x, row: Int32Array.of(0) });
      assert.deepEqual(second.fetches['rows'], Float32Array.of(8, 12));
      for (const { kept } of [first, second]) for (const tensor of Object.values(kept)) tensor.dispose();
    });

    it('runs a compiled step with other variables when they are defined anew', () => {
      const scaling: Step = {
        name: 'scaling',
        feeds: {},
        body: ({ w: weights }) => ({ fetches: { total: sum(weights!) } }),
      };
      const compiled = engine.compile(scaling);
      assert.deepEqual(compiled.run({}).fetches['total'], Float32Array.of(10));
      engine.defineVariables(new Map([['w', { shape: [3], values: Float32Array.of(1, 1, 1) }]]));
      assert.deepEqual(compiled.run({}).fetches['total'], Float32Array.of(3));
    });

    it('gives one value under several names', () => {
      const naming: Step = {
        name: 'naming',
        feeds: { x: { shape: [2], dtype: 'float32' } },
        body: ({ b: bias }, { x }) => {
          const y = add(bias!, x!);
          return { updates: { b: y }, fetches: { y, x: x!, one: ones([2]) }, kept: { y, again: y, x: x! } };
        },
      };
      const compiled = engine.compile(naming);
      for (const expected of [6, 7]) {
        const { fetches, kept } = compiled.run({ x });
        assert.deepEqual(fetches, { y: Float32Array.of(expected, expected + 1), x, one: x });
        for (const tensor of Object.values(kept)) tensor.dispose();
      }
      assert.deepEqual(engine.readVariables().get('b')!.values, Float32Array.of(7, 8));
    });
  });
}
