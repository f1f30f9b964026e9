import assert from 'node:assert/strict';
import type { PeerCommand } from '../../../../src/cli/bench/benchPeer';
import { selectBench, type SelectionOptions } from '../../../../src/cli/bench/benchSelection';
import { UsageError } from '../../../../src/cli/usageError';

const command = (engine: string, threads: number): PeerCommand => ({
  engine,
  threads,
  command: 'none',
  args: [],
  env: {},
});
const own = [command('wasm', 1), command('wasm', 2), command('tensorflow', 1), command('eager-wasm', 1)];
const peers = [command('PyTorch', 1), command('PyTorch', 2), command('Keras', 1)];

function select(options: Partial<SelectionOptions>) {
  const { cases, ...programs } = selectBench(own, peers, { quick: false, ...options });
  const names = (commands: readonly PeerCommand[]) =>
    commands.map(({ engine, threads }) => `${engine} ${threads}`);
  return {
    cases: cases.map(({ modelName, shapeName }) => `${modelName} ${shapeName}`),
    training: names(programs.training),
    decoding: names(programs.decoding),
    growth: names(programs.growth),
  };
}

describe('What the bench measures', () => {
  it('is everything unless something is named', () => {
    const { cases, training, decoding, growth } = select({});
    assert.equal(cases.length, 16);
    assert.equal(training.length, own.length + peers.length);
    assert.deepEqual(decoding, ['wasm 1', 'wasm 2', 'tensorflow 1']);
    assert.deepEqual(growth, ['wasm 1', 'tensorflow 1', 'PyTorch 1']);
  });

  it('is two models on two shapes when it should be quick', () => {
    const { cases, training, decoding, growth } = select({ quick: true });
    assert.deepEqual(cases, ['lstm-luong c64', 'lstm-luong c256', 'gru-bahdanau c64', 'gru-bahdanau c256']);
    assert.ok(!training.includes('Keras 1') && !training.includes('eager-wasm 1'));
    assert.ok(training.includes('PyTorch 2'));
    assert.deepEqual(decoding, ['wasm 1', 'tensorflow 1']);
    assert.deepEqual(growth, []);
  });

  it('is restricted by names of each kind, in any spelling, also against --quick', () => {
    const named = select({ only: ' w256, KERAS,eager-wasm', quick: true });
    assert.deepEqual(named.cases, ['lstm-luong w256', 'gru-bahdanau w256']);
    assert.deepEqual(named.training, ['eager-wasm 1', 'Keras 1']);
    assert.deepEqual(named.decoding, [], 'a name that is no section means training steps');
    const decoding = select({ only: 'decoding,eager-wasm' });
    assert.deepEqual(decoding.training, []);
    assert.deepEqual(decoding.decoding, ['eager-wasm 1']);
  });

  it('is restricted by the number of threads', () => {
    assert.deepEqual(select({ threads: 2 }).training, ['wasm 2', 'PyTorch 2']);
    assert.deepEqual(select({ threads: 2, only: 'growth' }).growth, ['wasm 2', 'PyTorch 2']);
  });

  it('can’t be something unknown: the error says what there is', () => {
    assert.throws(
      () => select({ only: 'c64,jax' }),
      (error) =>
        error instanceof UsageError &&
        error.message.includes('"jax"') &&
        error.message.includes('gru-bahdanau') &&
        error.message.includes('w256') &&
        error.message.includes('pytorch'),
    );
  });
});
