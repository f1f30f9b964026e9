import assert from 'node:assert/strict';
import { gruSequenceGradientKernel, gruSequenceKernel } from '../../../../src/core/ops/gruSequence';
import { lstmSequenceGradientKernel, lstmSequenceKernel } from '../../../../src/core/ops/lstmSequence';
import { rnnSequenceGradientKernel, rnnSequenceKernel } from '../../../../src/core/ops/rnnSequence';
import { assertNear, describeBuilds, randomFloats, runKernel, type KernelInput } from './kernelSupport';
import { recurrentReference, type Layer } from './recurrentReference';

const tolerance = 3e-6;
/** Time, batch, units. */
const sizes = [
  [1, 1, 1],
  [3, 7, 3],
  [2, 65, 7],
  [4, 3, 65],
  [5, 9, 16],
] as const;

interface Problem {
  readonly layer: Layer;
  readonly inputs: Record<'projected' | 'recurrentKernel' | 'recurrentBias' | 'h' | 'c', KernelInput> & {
    mask?: KernelInput;
  };
  readonly dOutputs: KernelInput & { values: Float32Array };
  readonly dLastC: KernelInput & { values: Float32Array };
  readonly attributes: { backward: boolean };
}

function problem(gates: number, [time, batch, units]: readonly number[], masked: boolean, backward: boolean) {
  const random = (shape: number[], seed: number, scale = 1) => ({
    shape,
    values: randomFloats(
      shape.reduce((product, length) => product * length, 1),
      seed,
      scale,
    ),
  });
  const width = gates * units!;
  // Row r has tokens at the first 1 + 2r mod time places, and row 2 none at all.
  const mask = Float32Array.from({ length: time! * batch! }, (_, at) => {
    const [t, row] = [Math.floor(at / batch!), at % batch!];
    return !masked || (row !== 2 && t <= (2 * row) % time!) ? 1 : 0;
  });
  const inputs = {
    projected: random([time!, batch!, width], 1, 2),
    recurrentKernel: random([units!, width], 2, 1.5 / Math.sqrt(units!)),
    recurrentBias: random([width], 3),
    h: random([batch!, units!], 4),
    c: random([batch!, units!], 5),
  };
  return {
    layer: {
      ...{ time: time!, batch: batch!, units: units!, backward, mask },
      ...{ projected: inputs.projected.values, recurrentKernel: inputs.recurrentKernel.values },
      ...{ recurrentBias: inputs.recurrentBias.values, h: inputs.h.values, c: inputs.c.values },
    },
    inputs: { ...inputs, ...(masked && { mask: { shape: [time!, batch!], values: mask } }) },
    dOutputs: random([time!, batch!, units!], 6),
    dLastC: random([batch!, units!], 7),
    attributes: { backward },
  } satisfies Problem;
}

function forEachProblem(gates: number, check: (one: Problem) => void): void {
  for (const size of sizes)
    for (const masked of [false, true])
      for (const backward of [false, true]) check(problem(gates, size, masked, backward));
}

const kept = (shape: number[], values: Float32Array): KernelInput => ({ shape, values });

describeBuilds('recurrent layers', () => {
  it('an LSTM and its gradient equal float64', () => {
    forEachProblem(4, ({ layer, inputs, dOutputs, dLastC, attributes }) => {
      const { recurrentBias: none, ...given } = inputs;
      const noBias = new Float32Array(none.shape[0]!);
      const reference = recurrentReference('lstm', { ...layer, recurrentBias: noBias });
      const [outputs, lastC, gates, cells, tanhCells] = runKernel(lstmSequenceKernel, given, attributes);
      assertNear([outputs!, lastC!], { outputs: reference.outputs, lastC: reference.lastC }, tolerance);

      const { projected, ...rest } = given;
      const states = dOutputs.shape;
      const gradients = runKernel(
        lstmSequenceGradientKernel,
        {
          ...rest,
          ...{ dOutputs, dLastC, outputs: kept(states, outputs!), gates: kept(projected.shape, gates!) },
          ...{ cells: kept(states, cells!), tanhCells: kept(states, tanhCells!) },
        },
        attributes,
      );
      const { dBias, ...expected } = reference.differentiate(dOutputs.values, dLastC.values);
      assert.equal(dBias.length, noBias.length);
      assertNear(gradients, expected, tolerance);
    });
  });

  it('a GRU and its gradient equal float64', () => {
    forEachProblem(3, ({ layer, inputs, dOutputs, attributes }) => {
      const { c, ...given } = inputs;
      const reference = recurrentReference('gru', layer);
      const [outputs, gates, recurrentN] = runKernel(gruSequenceKernel, given, attributes);
      assertNear([outputs!], { outputs: reference.outputs }, tolerance);

      const { projected, recurrentBias, ...rest } = given;
      const gradients = runKernel(
        gruSequenceGradientKernel,
        {
          ...{ ...rest, dOutputs, outputs: kept(dOutputs.shape, outputs!) },
          ...{ gates: kept(projected.shape, gates!), recurrentN: kept(dOutputs.shape, recurrentN!) },
        },
        attributes,
      );
      const noMemory = new Float32Array(c.shape[0]! * c.shape[1]!);
      const { dProjected, dKernel, dBias, dh } = reference.differentiate(dOutputs.values, noMemory);
      assert.equal(recurrentBias.shape[0], dBias.length);
      assertNear(gradients, { dProjected, dKernel, dBias, dh }, tolerance);
    });
  });

  it('a plain recurrent layer and its gradient equal float64', () => {
    forEachProblem(1, ({ layer, inputs, dOutputs, dLastC, attributes }) => {
      const { c, recurrentBias, ...given } = inputs;
      const noBias = new Float32Array(recurrentBias.shape[0]!);
      const reference = recurrentReference('rnn', { ...layer, recurrentBias: noBias });
      const [outputs] = runKernel(rnnSequenceKernel, given, attributes);
      assertNear([outputs!], { outputs: reference.outputs }, tolerance);

      const { projected, ...rest } = given;
      const gradients = runKernel(
        rnnSequenceGradientKernel,
        { ...rest, dOutputs, outputs: kept(projected.shape, outputs!) },
        attributes,
      );
      assert.deepEqual(c.shape, dLastC.shape);
      const { dProjected, dKernel, dh } = reference.differentiate(
        dOutputs.values,
        new Float32Array(dLastC.values.length),
      );
      assertNear(gradients, { dProjected, dKernel, dh }, tolerance);
    });
  });

  it('let a NaN of the recurrent kernel through to every token, even from states of zeros', () => {
    const layers = [
      [1, rnnSequenceKernel],
      [3, gruSequenceKernel],
      [4, lstmSequenceKernel],
    ] as const;
    for (const [gates, kernel] of layers) {
      const { inputs, layer, attributes } = problem(gates, [1, 3, 65], true, false);
      const { c, recurrentBias, ...given } = inputs;
      const outputs = runKernel(
        kernel,
        {
          ...given,
          ...(kernel === gruSequenceKernel && { recurrentBias }),
          ...(kernel === lstmSequenceKernel && { c }),
          h: { shape: inputs.h.shape, values: new Float32Array(3 * 65) },
          recurrentKernel: {
            shape: inputs.recurrentKernel.shape,
            values: new Float32Array(layer.recurrentKernel.length).fill(NaN),
          },
        },
        attributes,
      )[0]!;
      // The third row is padding, which carries its state.
      outputs.forEach((value, at) => assert.equal(value, at < 2 * 65 ? NaN : 0, kernel));
    }
  });

  it('give the same bits every time', () => {
    const { inputs, attributes } = problem(4, [6, 17, 33], true, false);
    const { recurrentBias, ...given } = inputs;
    assert.ok(recurrentBias);
    const first = runKernel(lstmSequenceKernel, given, attributes);
    assert.deepEqual(runKernel(lstmSequenceKernel, given, attributes), first);
  });
});
