import assert from 'node:assert/strict';
import {
  compareGalleryEntries,
  parseExpectedResult,
  parseGalleryEntry,
} from '../../../src/core/config/galleryEntry';

const entry = { order: 1, title: 'T', description: 'D', systems: ['S'], source: 'P' };

describe('parseGalleryEntry', () => {
  it('reads an entry and adds its name', () => {
    assert.deepEqual(parseGalleryEntry('copy', JSON.stringify(entry)), { name: 'copy', ...entry });
  });

  it('names the file and the key of a malformed entry', () => {
    const text = JSON.stringify({ ...entry, systems: [] });
    assert.throws(
      () => parseGalleryEntry('copy', text),
      /gallery\/copy\/entry\.json is malformed: .*systems/s,
    );
    assert.throws(() => parseGalleryEntry('copy', '{'), /gallery\/copy\/entry\.json is not JSON/);
  });

  it('sorts by order, then name', () => {
    const entries = [
      { ...entry, name: 'b' },
      { ...entry, name: 'a' },
      { ...entry, name: 'z', order: 0 },
    ];
    assert.deepEqual(
      entries.sort(compareGalleryEntries).map(({ name }) => name),
      ['z', 'a', 'b'],
    );
  });
});

describe('parseExpectedResult', () => {
  it('demands a band and how it was measured', () => {
    const expected = { metric: 'sequence_accuracy', band: { low: 0.95, high: 1 }, measured: 'three seeds' };
    assert.deepEqual(parseExpectedResult('copy', JSON.stringify(expected)), expected);
    assert.throws(
      () => parseExpectedResult('copy', JSON.stringify({ ...expected, measured: '' })),
      /expected\.json/,
    );
  });
});
