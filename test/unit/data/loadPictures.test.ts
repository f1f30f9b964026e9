import assert from 'node:assert/strict';
import { loadPictures } from '../../../src/core/data/loadPictures';
import { parsePictureUri, pictureUri } from '../../../src/core/image/pictureUri';
import { writePng } from '../../../src/core/image/writePng';

const src: Parameters<typeof loadPictures>[2] = { image_size: [2, 2], channels: 1 };
const good = writePng(Uint8Array.of(1, 2, 3, 4), { height: 2, width: 2, channels: 1 });
const wide = writePng(Uint8Array.of(1, 2, 3, 4), { height: 1, width: 4, channels: 1 });
const files = new Map<string, Uint8Array>([
  ['data/pictures/good.png', good],
  ['data/wide.png', wide],
  ['/elsewhere/good.png', good],
]);

/** As of a file data/train.tsv with these sources, one a line. */
async function load(
  ...sources: string[]
): Promise<{ readonly loaded: string[]; readonly problems: string[] }> {
  const pairs = sources.map((source, index) => ({ source, target: 'caption', line: index + 1 }));
  const read = (path: string): Promise<Uint8Array | undefined> =>
    path.endsWith('unreadable.png') ? Promise.reject(new Error('EACCES')) : Promise.resolve(files.get(path));
  const content = await loadPictures({ pairs, problems: [] }, 'data/train.tsv', src, read);
  return {
    loaded: content.pairs.map(({ source }) => source),
    problems: content.problems.map(({ message }) => message),
  };
}

describe('loadPictures', () => {
  it('puts the pictures in the place of their paths, which are relative to the data file', async () => {
    const inline = pictureUri(good);
    const { loaded, problems } = await load('pictures/good.png', ' /elsewhere/good.png ', inline);
    assert.deepEqual(problems, []);
    assert.deepEqual(loaded.map(parsePictureUri), [
      { bytes: good, name: 'pictures/good.png' },
      { bytes: good, name: '/elsewhere/good.png' },
      { bytes: good, name: undefined },
    ]);
  });

  it('says of every picture that can’t be read in which line it is, and why', async () => {
    const { loaded, problems } = await load('gone.png', 'wide.png', '', 'unreadable.png', pictureUri(wide));
    assert.deepEqual(loaded, []);
    const size =
      'is 1 pixels high and 4 wide, but data.src.image_size is [2, 2]. Scale the picture, or change image_size.';
    assert.deepEqual(problems, [
      'data/train.tsv:1: there is no picture gone.png. Paths are relative to data/train.tsv.',
      `data/train.tsv:2: the picture wide.png ${size}`,
      'data/train.tsv:3: there is no picture. Write the path of a PNG file before the TAB.',
      "data/train.tsv:4: the picture unreadable.png can't be read: EACCES.",
      `data/train.tsv:5: the picture ${size}`,
    ]);
  });
});
