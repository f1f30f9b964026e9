import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { groupGalleryEntries, parseGalleryEntry } from '../../../src/core/config/galleryEntry';
import { assertFile } from '../../support/goldenText';

const page = 'gallery/README.md';
const heading = '## The systems\n';

describe('the page of the gallery', () => {
  it('names every system', () => {
    const text = readFileSync(page, 'utf8');
    const from = text.indexOf(heading);
    assert.ok(from > 0, `${page} has no heading "${heading.trim()}"`);
    assertFile(page, `${text.slice(0, from)}${heading}\n${systemsAsMarkdown()}`);
  });
});

function systemsAsMarkdown(): string {
  const entries = readdirSync('gallery', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => parseGalleryEntry(name, readFileSync(`gallery/${name}/entry.json`, 'utf8')));
  return groupGalleryEntries(entries)
    .map(({ title, entries: group }) => `### ${title}\n\n${group.map(asMarkdown).join('\n')}\n`)
    .join('\n');
}

function asMarkdown({ name, title, description, source }: ReturnType<typeof parseGalleryEntry>): string {
  return `- [\`${name}\`](${name}/${name}.s2s.json) **${title}.** ${description}\n  _${source}_`;
}
