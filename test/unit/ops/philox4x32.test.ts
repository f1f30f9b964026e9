import assert from 'node:assert/strict';
import { philox4x32 } from '../../../src/core/ops/philox4x32';

/** Known answers for philox4x32, 10 rounds, of the authors' library Random123 (tests/kat_vectors). */
const knownAnswers = [
  {
    counter: [0, 0, 0, 0],
    key: [0, 0],
    block: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    block: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    block: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
] as const;

describe('philox4x32', () => {
  for (const { counter, key, block } of knownAnswers)
    it(`gives the published block for counter ${counter.map((word) => word.toString(16)).join(' ')}`, () => {
      const words = Uint32Array.from(counter);
      philox4x32(words, key[0], key[1]);
      assert.deepEqual([...words], [...block]);
    });

  it('takes negative keys as their unsigned bits: seeds and steps arrive as int32', () => {
    const unsigned = new Uint32Array(4);
    const signed = new Uint32Array(4);
    philox4x32(unsigned, 0xfffffff0, 0x80000000);
    philox4x32(signed, -16, -(2 ** 31));
    assert.deepEqual(signed, unsigned);
  });
});
