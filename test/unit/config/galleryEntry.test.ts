import assert from 'node:assert/strict';
import {
  compareGalleryEntries,
  groupGalleryEntries,
  parseGalleryEntry,
} from '../../../src/core/config/galleryEntry';
import type { GalleryEntry } from '../../../src/core/config/galleryEntry';

const entry: Omit<GalleryEntry, 'name'> = {
  group: 'first',
  order: 1,
  title: 'T',
  description: 'D',
  systems: ['S'],
  source: 'P',
};

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

  it('sorts by group, order, then name', () => {
    const entries: GalleryEntry[] = [
      { ...entry, group: 'attention', order: 0, name: 'last' },
      { ...entry, name: 'b' },
      { ...entry, name: 'a' },
      { ...entry, name: 'z', order: 0 },
    ];
    assert.deepEqual(
      entries.sort(compareGalleryEntries).map(({ name }) => name),
      ['z', 'a', 'b', 'last'],
    );
  });

  it('shows groups under their headings, without empty ones', () => {
    const groups = groupGalleryEntries([
      { ...entry, group: 'controls', name: 'pi' },
      { ...entry, name: 'b' },
      { ...entry, name: 'a' },
    ]);
    assert.deepEqual(
      groups.map(({ title, entries }) => [title, entries.map(({ name }) => name)]),
      [
        ['First steps', ['a', 'b']],
        ['Controls: what must fail', ['pi']],
      ],
    );
  });
});
