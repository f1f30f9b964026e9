import fc from 'fast-check';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findDamage } from '../../../src/engine/tensorflow/sharedLibrary';

/** A 64-bit ELF file with two segments to be mapped, the last of which ends at byte 1000. */
function elf(): Buffer {
  const file = Buffer.alloc(1000);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(2, 56);
  for (const [entry, offset, bytes] of [
    [64, 0n, 500n],
    [120, 500n, 500n],
  ] as const) {
    file.writeUInt32LE(1, entry);
    file.writeBigUInt64LE(offset, entry + 8);
    file.writeBigUInt64LE(bytes, entry + 32);
  }
  return file;
}

describe('findDamage', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'elf-'));
  const file = path.join(folder, 'library.so');
  after(() => rmSync(folder, { recursive: true }));

  it('finds nothing wrong with a whole library', () => {
    writeFileSync(file, elf());
    assert.equal(findDamage(file), undefined);
  });

  it('finds nothing wrong with the running program', () => {
    assert.equal(findDamage(process.execPath), undefined);
  });

  it('finds every library that ends early', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 999 }), (length) => {
        writeFileSync(file, elf().subarray(0, length));
        assert.match(
          findDamage(file) ?? '',
          new RegExp(`is cut off: it has ${length} of at least \\d+ bytes`),
        );
      }),
    );
  });

  it('leaves other kinds of files to the loader', () => {
    writeFileSync(file, 'not a library');
    assert.equal(findDamage(file), undefined);
  });
});
