import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseConfig } from '../../../src/core/config/parseConfig';
import type { Config } from '../../../src/core/config/schema';
import { parsePictureUri, pictureUri } from '../../../src/core/image/pictureUri';
import { loadPictureSources } from '../../../src/trainer/pictureSources';
import { removeTemporaryFolders, temporaryFolder } from '../runs/temporaryFolder';

function configOf(text: string): Config {
  const { config } = parseConfig(text);
  assert.ok(config);
  return config;
}

const ofPictures = configOf(
  '{ "data": { "train": "a.tsv", "dev": "a.tsv", "src": { "level": "image", "image_size": [24, 24] } }, "model": { "encoder": { "type": "image" } } }',
);
const ofText = configOf('{ "data": { "train": "a.tsv", "dev": "b.tsv" } }');

describe('The sources of a model of pictures', () => {
  let first: string;
  let second: string;

  before(async () => {
    [first, second] = await Promise.all([temporaryFolder(), temporaryFolder()]);
    await mkdir(path.join(second, 'pictures'));
    await writeFile(path.join(first, 'both.png'), 'first');
    await writeFile(path.join(second, 'both.png'), 'second');
    await writeFile(path.join(second, 'pictures', 'one.png'), 'one');
  });
  after(removeTemporaryFolders);

  const load = (...sources: string[]): Promise<readonly string[]> =>
    loadPictureSources(ofPictures, sources, [first, second]);
  const read = async (source: string): Promise<[string, string | undefined] | undefined> => {
    const [loaded = ''] = await load(source);
    const picture = parsePictureUri(loaded);
    return picture && [Buffer.from(picture.bytes).toString(), picture.name];
  };

  it('are read from their paths, which they are named by', async () => {
    assert.deepEqual(await read(' pictures/one.png '), ['one', 'pictures/one.png']);
    const absolute = path.join(second, 'both.png');
    assert.deepEqual(await read(absolute), ['second', absolute]);
  });

  it('are looked for in the first folder first', async () => {
    assert.deepEqual(await read('both.png'), ['first', 'both.png']);
  });

  it('stay as they are when they are pictures already or lead nowhere, in the order they came in', async () => {
    const picture = pictureUri(Uint8Array.of(1, 2, 3));
    const sources = ['gone.png', picture, '', 'pictures'];
    assert.deepEqual(await load(...sources), sources);
  });

  it('are not looked for by a model of text', async () => {
    const sources = ['both.png', ' text '];
    assert.equal(await loadPictureSources(ofText, sources, [first]), sources);
  });
});
