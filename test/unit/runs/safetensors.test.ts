import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeSafetensors, encodeSafetensors } from '../../../src/runs/safetensors';

const file = (header: unknown, dataBytes: number): Uint8Array => {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
};

const whole = encodeSafetensors({
  tensors: new Map([
    ['a', { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) }],
    ['b', { shape: [], values: Int32Array.of(-7) }],
  ]),
  metadata: { step: '12' },
});

describe('safetensors', () => {
  it('has the layout the format describes', () => {
    const headerBytes = Number(new DataView(whole.buffer).getBigUint64(0, true));
    const header: unknown = JSON.parse(new TextDecoder().decode(whole.subarray(8, 8 + headerBytes)));
    assert.deepEqual(header, {
      __metadata__: { step: '12' },
      a: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] },
      b: { dtype: 'I32', shape: [], data_offsets: [16, 20] },
    });
    const data = new DataView(whole.buffer, 8 + headerBytes);
    assert.equal(data.getFloat32(12, true), 4);
    assert.equal(data.getInt32(16, true), -7);
    assert.equal(headerBytes % 8, 0);
  });

  it('gives back any float32 and int32 tensors bit for bit, in their order', () => {
    const tensor = fc.oneof<fc.Arbitrary<Float32Array | Int32Array>[]>(
      fc.array(fc.float(), { maxLength: 9 }).map((values) => Float32Array.from(values)),
      fc.array(fc.integer(), { maxLength: 9 }).map((values) => Int32Array.from(values)),
    );
    const names = fc.uniqueArray(
      fc.string({ unit: 'grapheme' }).filter((name) => name !== '__metadata__' && name !== '__proto__'),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(names, fc.infiniteStream(tensor), (keys, stream) => {
        // Integer-like keys come first in any JavaScript object, so a name is made to start with a letter.
        const tensors = new Map(
          keys.map((key) => {
            const values = stream.next().value as Float32Array | Int32Array;
            return [`t${key}`, { shape: [values.length], values }];
          }),
        );
        const read = decodeSafetensors(encodeSafetensors({ tensors, metadata: { k: 'v' } }));
        assert.deepEqual([...read.tensors.keys()], [...tensors.keys()]);
        for (const [name, { values }] of tensors) {
          const got = read.tensors.get(name)!.values;
          assert.equal(got.constructor, values.constructor);
          assert.deepEqual(new Uint8Array(got.buffer), new Uint8Array(values.buffer));
        }
        assert.deepEqual(read.metadata, { k: 'v' });
      }),
    );
  });

  it('refuses a file cut at any byte', () => {
    for (let length = 0; length < whole.length; length++) {
      assert.throws(() => decodeSafetensors(whole.subarray(0, length)), Error, `${length} bytes`);
    }
    assert.throws(
      () => decodeSafetensors(whole.subarray(0, whole.length - 1)),
      /^Error: truncated: its tensors need 20 bytes of data, the file has 19/,
    );
    assert.throws(() => decodeSafetensors(whole.subarray(0, 4)), /truncated: 4 bytes/);
  });

  const broken: [string, Uint8Array, RegExp][] = [
    ['bytes left over', Uint8Array.of(...whole, 0), /1 bytes more than its tensors need/],
    ['a header that is not JSON', file('{"a":', 0), /header is not JSON/],
    ['a header that is an array', file('[]', 0), /not a JSON object/],
    ['an absurd header length', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1), /would have \d+ bytes/],
    [
      'an unknown element type',
      file({ a: { dtype: 'F16', shape: [2], data_offsets: [0, 4] } }, 4),
      /tensor a is not described as F32 or I32/,
    ],
    [
      'offsets that do not fit the shape',
      file({ a: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }, 8),
      /tensor a has 8 bytes, but its shape \[3\] needs 12/,
    ],
    [
      'overlapping tensors',
      file(
        {
          a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
          b: { dtype: 'F32', shape: [2], data_offsets: [4, 12] },
        },
        12,
      ),
      /tensor b begins at byte 4 of the data instead of 8/,
    ],
    [
      'a gap between tensors',
      file({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, 8),
      /tensor a begins at byte 4 of the data instead of 0/,
    ],
    ['metadata that is not text', file({ __metadata__: { a: 1 } }, 0), /__metadata__ is not a map of texts/],
  ];
  for (const [what, bytes, message] of broken) {
    it(`refuses ${what}`, () => assert.throws(() => decodeSafetensors(bytes), message));
  }

  it('refuses to write values that do not fit their shape', () => {
    const tensors = new Map([['a', { shape: [3], values: Float32Array.of(1) }]]);
    assert.throws(
      () => encodeSafetensors({ tensors, metadata: {} }),
      /a has 1 values, but its shape \[3\] needs 3/,
    );
  });
});
