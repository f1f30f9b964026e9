import assert from 'node:assert/strict';
import { drawGates } from '../../../src/cli/gateDrawing';
import { configSchema } from '../../../src/core/config/schema';
import { buildCodecs } from '../../../src/core/data/buildCodecs';
import { encodePair } from '../../../src/core/data/makeExamples';
import { makeWatchStep } from '../../../src/core/inspect/batchWatcher';
import { traceGates } from '../../../src/core/inspect/gateTrace';
import { StepCache } from '../../../src/core/step/stepCache';
import type { VariableValue } from '../../../src/core/step/engine';
import { batchFeeds } from '../../../src/core/model/batchSpecs';
import { makeModel, vocabularySize } from '../../support/builtModel';
import { assertClose } from '../../support/fusedOp';
import { randomBatch } from '../../support/seq2seqFixture';

const units = 2;
const time = 4;

/** Row times matrix. */
function product(x: readonly number[], { shape, values }: VariableValue): number[] {
  const columns = shape[1]!;
  return Array.from({ length: columns }, (_, column) =>
    x.reduce((sum, value, row) => sum + value * values[row * columns + column]!, 0),
  );
}

const plus = (...terms: readonly ArrayLike<number>[]): number[] =>
  Array.from(terms[0]!, (_, index) => terms.reduce((sum, term) => sum + term[index]!, 0));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const gate = (sums: readonly number[], index: number): number[] =>
  sums.slice(index * units, (index + 1) * units).map(sigmoid);
const candidate = (sums: readonly number[], index: number): number[] =>
  sums.slice(index * units, (index + 1) * units).map(Math.tanh);

interface HandState {
  readonly h: number[];
  readonly c: number[];
}
/** A cell by its equations, one row: its gates by name, and the next state. */
type HandCell = (
  x: readonly number[],
  state: HandState,
  of: (name: string) => VariableValue,
) => { readonly gates: Readonly<Record<string, number[]>>; readonly next: HandState };

const gru: HandCell = (x, { h, c }, of) => {
  const ahead = plus(product(x, of('kernel')), of('bias').values);
  const back = plus(product(h, of('recurrent_kernel')), of('recurrent_bias').values);
  const reset = gate(plus(ahead, back), 0);
  const update = gate(plus(ahead, back), 1);
  const kept = back.map((value, index) => (index < 2 * units ? 0 : value * reset[index - 2 * units]!));
  const n = candidate(plus(ahead, kept), 2);
  const next = h.map((old, unit) => update[unit]! * old + (1 - update[unit]!) * n[unit]!);
  return { gates: { reset, update }, next: { h: next, c } };
};

const resetFirstGru: HandCell = (x, { h, c }, of) => {
  const ahead = plus(product(x, of('kernel')), of('bias').values);
  const sums = plus(ahead.slice(0, 2 * units), product(h, of('recurrent_kernel')));
  const [reset, update] = [gate(sums, 0), gate(sums, 1)];
  const read = h.map((value, unit) => value * reset[unit]!);
  const n = plus(ahead.slice(2 * units), product(read, of('recurrent_candidate_kernel'))).map(Math.tanh);
  const next = h.map((old, unit) => update[unit]! * old + (1 - update[unit]!) * n[unit]!);
  return { gates: { reset, update }, next: { h: next, c } };
};

const lstm: HandCell = (x, { h, c }, of) => {
  const sums = plus(product(x, of('kernel')), product(h, of('recurrent_kernel')), of('bias').values);
  const [input, forget, output] = [gate(sums, 0), gate(sums, 1), gate(sums, 3)];
  const g = candidate(sums, 2);
  const memory = c.map((old, unit) => forget[unit]! * old + input[unit]! * g[unit]!);
  const next = memory.map((value, unit) => output[unit]! * Math.tanh(value));
  return { gates: { input, forget, output }, next: { h: next, c: memory } };
};

const cells = {
  'a GRU': { config: { rnn_type: 'gru' }, cell: gru },
  'a GRU that resets first': { config: { rnn_type: 'gru', gru_reset: 'before' }, cell: resetFirstGru },
  'an LSTM': { config: { rnn_type: 'lstm' }, cell: lstm },
} as const;

describe('the gates of an encoder', () => {
  for (const [name, { config, cell }] of Object.entries(cells)) {
    it(`are those of the equations at every word, read forward and backward: ${name}`, async () => {
      const { engine, model, initial } = await makeModel({
        init_gain: 2,
        encoder: { ...config, hidden_size: units, bidirectional: true, embeddings: { embedding_dim: 3 } },
      });
      const { encoderGates } = model;
      assert.ok(encoderGates);
      const batch = randomBatch({
        batchSize: 1,
        sourceTime: time,
        targetTime: 1,
        vocabularySize,
        seed: 2,
      });
      const step = makeWatchStep('gates', (variables, { source }) => encoderGates(variables, source), batch);
      const { fetches } = engine.compile(step).run(batchFeeds(batch));
      const table = initial.get('encoder.embeddings')!.values;
      const inputs = Array.from(batch.sourceIds, (id) => [...table.subarray(id * 3, id * 3 + 3)]);
      let checked = 0;
      for (const direction of ['forward', 'backward']) {
        const layer = `encoder.layers.0.${direction}`;
        const of = (parameter: string) => initial.get(`${layer}.${parameter}`)!;
        let state: HandState = { h: [0, 0], c: [0, 0] };
        const times = [...inputs.keys()];
        for (const at of direction === 'forward' ? times : times.toReversed()) {
          const { gates, next } = cell(inputs[at]!, state, of);
          for (const [key, values] of Object.entries(gates)) {
            const found = fetches[`${layer}.${key}`]!.slice(at * units, (at + 1) * units);
            assertClose(found, values, 1e-5, `${key}, ${direction}, word ${at}`);
            checked++;
          }
          state = next;
        }
      }
      assert.equal(checked, Object.keys(fetches).length * time);
      engine.dispose();
    });
  }

  it('are those of each word of a text', async () => {
    const { data } = configSchema.parse({
      data: { train: 'train.tsv', dev: 'dev.tsv', src: { level: 'word' } },
    });
    const codecs = buildCodecs(data, [{ source: 'a b c', target: 'x' }]);
    const { engine, model } = await makeModel({ encoder: { rnn_type: 'gru', hidden_size: units } });
    const example = encodePair(codecs, { source: 'b a', target: '', line: 1 });
    const steps = new StepCache(engine);
    const trace = traceGates(model, steps, codecs, example);
    assert.deepEqual(trace?.steps, ['b', 'a', '</s>']);
    assert.deepEqual(
      trace.gates.map(({ layer, gate, values }) => [layer, gate, values.length]),
      ['reset', 'update'].map((gate) => ['encoder.layers.0.forward', gate, 3 * units]),
    );
    const empty = { ...example, sourceIds: new Int32Array(0) };
    assert.equal(traceGates(model, steps, codecs, empty), undefined);
    steps.dispose();
    engine.dispose();
  });

  it('are none of a simple recurrent network', async () => {
    const { engine, model } = await makeModel({ encoder: { rnn_type: 'rnn', hidden_size: units } });
    assert.equal(model.encoderGates, undefined);
    engine.dispose();
  });

  it('are drawn one below the other, the darker the further open', () => {
    const lines = drawGates(
      {
        steps: ['if', 'r'],
        gates: [
          {
            layer: 'encoder.layers.0.forward',
            gate: 'reset',
            units: 2,
            values: Float32Array.of(0, 1, 0.5, 0.25),
          },
          {
            layer: 'encoder.layers.0.forward',
            gate: 'update',
            units: 2,
            values: Float32Array.of(1, 1, 0, 1),
          },
        ],
      },
      { columns: 80 },
    );
    assert.deepEqual(lines, [
      'encoder.layers.0.forward, reset gate (steps down, units across):',
      '    1 2',
      'if │  ██',
      'r  │▒▒░░',
      '',
      'encoder.layers.0.forward, update gate (steps down, units across):',
      '    1 2',
      'if │████',
      'r  │  ██',
      '',
    ]);
  });
});
