import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { bitTable, bitTokens } from '../../../src/core/model/bits/bitTokens';
import { BitsOutputLayer } from '../../../src/core/model/bits/bitsOutputLayer';
import { ParameterList } from '../../../src/core/model/parameterList';
import { activateBackend } from '../../../src/engine/activateBackend';
import { assertClose } from '../../support/fusedOp';
import { modelConfig, randomNumbers, wasmEngine } from '../../support/seq2seqFixture';

const specials = ['<pad>', '<unk>', '<s>', '</s>'];
const vocabulary = [...specials, '01', ':', '11', '00', '10'];

describe('tokens of bits', () => {
  it('are told from special symbols and other tokens', () => {
    const { width, patterns, others } = bitTokens(vocabulary);
    assert.equal(width, 2);
    assert.deepEqual(others, [0, 1, 2, 3, 5]);
    assert.deepEqual(patterns.slice(4), [[0, 1], undefined, [1, 1], [0, 0], [1, 0]]);
  });

  it('are vectors of their bits, and each other token but padding has a column of its own', () => {
    const { size, values } = bitTable(bitTokens(vocabulary));
    const rows = vocabulary.map((_, id) => [...values.slice(id * size, (id + 1) * size)].join(''));
    assert.deepEqual(rows, [
      '000000',
      '001000',
      '000100',
      '000010',
      '010000',
      '000001',
      '110000',
      '000000',
      '100000',
    ]);
  });

  it('may not differ in width, and there must be one', () => {
    assert.throws(() => bitTokens([...specials, '01', '110']), /01 has 2 bits and 110 has 3/);
    assert.throws(() => bitTokens([...specials, 'a', '2']), /no token of bits such as 101101/);
    // A special symbol is none, however it is spelt.
    assert.throws(() => bitTokens(['0', '1', '00', '11']), /no token of bits/);
  });
});

describe('the output layer for bits', () => {
  before(async () => {
    await wasmEngine();
    activateBackend('wasm');
  });
  const tokens = bitTokens(vocabulary);
  const parameters = new ParameterList();
  const layer = new BitsOutputLayer(3, tokens, modelConfig({}), parameters);
  const random = randomNumbers(1);
  const values = Object.fromEntries(
    parameters.specs.map(({ name, shape }) => [
      name,
      { shape, values: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 4 * random() - 2) },
    ]),
  );
  const inputs = Array.from({ length: 4 * 3 }, () => 4 * random() - 2);

  const logits = (): number[][] => {
    return tidy(() => {
      const tensors = Object.fromEntries(
        Object.entries(values).map(([name, { shape, values: numbers }]) => [
          name,
          tensor2d(numbers, shape.length === 2 ? [shape[0]!, shape[1]!] : [1, shape[0]!]),
        ]),
      );
      return layer.logits(tensors, tensor2d(inputs, [4, 3])).arraySync();
    });
  };

  it('makes the cross-entropy of a pattern the binary cross-entropy of its bits', () => {
    const { kernel, bias } = {
      kernel: values['decoder.output.kernel']!,
      bias: values['decoder.output.bias']!,
    };
    const columns = kernel.shape[1]!;
    logits().forEach((row, index) => {
      const scores = Array.from({ length: columns }, (_, column) =>
        [0, 1, 2].reduce(
          (sum, k) => sum + inputs[3 * index + k]! * kernel.values[k * columns + column]!,
          bias.values[column]!,
        ),
      );
      const binary = (bits: readonly number[]): number =>
        bits.reduce((sum, bit, b) => sum + Math.log(1 + Math.exp(bit === 1 ? -scores[b]! : scores[b]!)), 0);
      tokens.patterns.forEach((bits, id) => {
        if (bits === undefined)
          assertClose([row[id]!], [scores[2 + tokens.others.indexOf(id)]!], 1e-5, 'other');
        else assertClose([-row[id]!], [binary(bits)], 1e-5, `pattern ${bits.join('')}`);
      });
      const patterns = tokens.patterns.flatMap((bits, id) => (bits === undefined ? [] : [row[id]!]));
      const total = patterns.reduce((sum, logit) => sum + Math.exp(logit), 0);
      assertClose([total], [1], 1e-5, 'probabilities of all patterns');
    });
  });
});
