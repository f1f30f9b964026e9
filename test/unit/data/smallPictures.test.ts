import assert from 'node:assert/strict';
import fc from 'fast-check';
import { generatePairs } from '../../../src/core/data/generators/generatePairs';
import { languageSize, type PairLanguage } from '../../../src/core/data/generators/pairLanguage';
import { drawings } from '../../../src/core/data/generators/pictures/drawings';
import { paintings, pictureRows } from '../../../src/core/data/generators/pictures/paintings';
import { inkCharacters } from '../../../src/core/data/generators/pictures/picture';
import { placedGlyphs } from '../../../src/core/data/generators/pictures/placedGlyphs';
import { paintStrokes, parseStrokes } from '../../../src/core/data/generators/pictures/strokes';
import { textureNats, textures } from '../../../src/core/data/generators/pictures/textures';
import type { Pair } from '../../../src/core/data/pair';
import { readPicture } from '../../../src/core/text/imageCodec';

const draw = (language: PairLanguage, size: number, seed: number): Pair[] =>
  generatePairs(language, size, { seedName: ['test', seed], excluded: new Set(), share: 1 });
const seeds = fc.integer({ min: 0, max: 1_000_000 });

describe('textures', () => {
  it('have probabilities that sum to 1 over all pictures of 2 × 2 pixels', () => {
    const levels = [...inkCharacters];
    const all = levels.flatMap((a) =>
      levels.flatMap((b) => levels.flatMap((c) => levels.map((d) => a + b + c + d))),
    );
    const total = all.reduce((sum, picture) => sum + Math.exp(-textureNats(picture, 2)), 0);
    assert.ok(Math.abs(total - 1) < 1e-12, String(total));
  });

  it('come as often as their law says', () => {
    const width = 8;
    let differ = 0;
    let neither = 0;
    // Pictures are all different: large ones, of which few would come twice.
    for (const { target } of draw(textures({ width, height: 8 }), 400, 1)) {
      const pixels = Array.from(target);
      for (let pixel = width; pixel < pixels.length; pixel++) {
        const [above, left, value] = [pixels[pixel - width], pixels[pixel - 1], pixels[pixel]];
        if (pixel % width === 0 || above === left) continue;
        differ++;
        if (value !== above && value !== left) neither++;
      }
    }
    // Two of four levels are left, each with a fortieth.
    assert.ok(Math.abs(neither / differ - 2 / 40) < 0.01, `${neither} of ${differ}`);
  });
});

describe('drawings', () => {
  it('are the glyphs of their captions', () => {
    const language = drawings({ max_glyphs: 2 });
    const picture = language.oracle('ell at row 1 column 2 and plus at row 5 column 5') ?? '';
    assert.deepEqual(
      picture.match(/.{8}/g)?.map((row) => row.replaceAll('·', '.').replaceAll('█', '#')),
      ['.#......', '.#......', '.###....', '........', '.....#..', '....###.', '.....#..', '........'],
    );
    assert.equal(language.oracle('ell at row 1 column 7'), undefined);
    assert.equal(language.oracle('ring at row 1 column 1'), undefined);
  });
});

describe('paintings', () => {
  const language = paintings({ max_strokes: 2 });

  it('are painted by their strokes, of which there are at most two', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        for (const { source, target } of draw(language, 30, seed)) {
          const strokes = parseStrokes(target);
          assert.ok(strokes !== undefined && strokes.length <= 2);
          assert.equal(pictureRows(paintStrokes(strokes, 8)), source);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('take one stroke where lines meet end to end, and the longest there is', () => {
    const empty = '00000000';
    const rows = (...first: string[]): string =>
      [...first, ...Array.from({ length: 8 }, () => empty)].slice(0, 8).join(' ');
    assert.equal(language.oracle(rows(empty, '01111110')), 'M1,1 L6,1');
    assert.equal(
      language.oracle(rows('10000000', '01000000', '00100000', '00111000')),
      'M0,0 L3,3 M2,3 L4,3',
    );
    assert.equal(language.oracle(rows('11000000')), undefined, 'too short for a stroke');
  });
});

describe('pictures of glyphs', () => {
  const format = { height: 8, width: 8, channels: 1 } as const;
  const language = placedGlyphs({ max_glyphs: 2, format });

  it('show what their target says, white on black', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        for (const { source, target } of draw(language, 20, seed)) {
          const caption = target.replaceAll(/row (\d) column (\d) (\w+)/g, '$3 at row $1 column $2');
          const drawn =
            drawings({ max_glyphs: 2 }).oracle(caption.replace(/(\d) (?=[a-z]+ at)/, '$1 and ')) ?? '';
          const pixels = Array.from(readPicture(source, format), (value) => (value === 255 ? '█' : '·'));
          assert.equal(pixels.join(''), drawn, target);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('are named from the first row to the last', () => {
    for (const { target } of draw(language, 100, 3)) {
      const [first = NaN, second = Infinity] = Array.from(
        target.matchAll(/row (\d) column (\d)/g),
        ([, row, column]) => Number(`${row!}${column!}`),
      );
      assert.ok(first < second, target);
    }
  });

  it('are as many as there are places with paper between glyphs', () => {
    // 36 places for one; of the pairs of places those at least four rows or columns apart.
    let pairs = 0;
    for (let a = 0; a < 36; a++)
      for (let b = 0; b < a; b++)
        if (Math.abs(Math.floor(a / 6) - Math.floor(b / 6)) > 3 || Math.abs((a % 6) - (b % 6)) > 3) pairs++;
    assert.equal(languageSize(language), 36 * 8 + pairs * 64);
    assert.equal(new Set(draw(language, 300, 1).map(({ source }) => source)).size, 300);
  });

  it('have no target where something else is on them', () => {
    assert.equal(language.oracle('row 1 column 1 square'), undefined);
    const three = draw(placedGlyphs({ max_glyphs: 3, format }), 40, 1).find(
      ({ target }) => target.split(' ').length === 15,
    );
    assert.ok(three !== undefined);
    assert.equal(language.oracle(three.source), undefined);
  });
});
