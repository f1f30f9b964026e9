import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineSplitter } from '../../../src/trainer/lineSplitter';

describe('LineSplitter', () => {
  it('gives back any lines, however the bytes are cut into chunks', () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, '·'));
    fc.assert(
      fc.property(
        fc.array(line),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        (lines, cuts) => {
          const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
          const splitter = new LineSplitter(10_000);
          const received: string[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const size = cuts[turn % cuts.length] ?? 1;
            received.push(...splitter.push(bytes.subarray(at, at + size)));
            at += size;
          }
          assert.deepEqual(received, lines);
        },
      ),
    );
  });

  it('takes Windows line ends', () => {
    assert.deepEqual(new LineSplitter(100).push(Buffer.from('one\r\ntwo\r\nthr')), ['one', 'two']);
  });

  it('refuses a line that never ends instead of filling the memory', () => {
    const splitter = new LineSplitter(10);
    splitter.push(Buffer.from('0123456789'));
    assert.throws(() => splitter.push(Buffer.from('0')), /11 characters came in; at most 10/);
  });
});
