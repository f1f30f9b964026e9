import assert from 'node:assert/strict';
import fc from 'fast-check';
import { generatePairs } from '../../../src/core/data/generators/generatePairs';
import { drawShapes } from '../../../src/core/data/generators/shapes/drawShapes';
import { findShapes } from '../../../src/core/data/generators/shapes/findShapes';
import { shapeColors, shapeKinds, smallestShape } from '../../../src/core/data/generators/shapes/shape';
import { pictureLanguage } from '../../../src/core/data/generators/shapes/shapePictures';
import { pictureUri } from '../../../src/core/image/pictureUri';
import { writePng } from '../../../src/core/image/writePng';

const canvas = { height: 24, width: 24, channels: 3 } as const;
const colors = [...shapeColors.keys()];
/** A shape in the left half, and one in the right. */
const shapes = fc.tuple(
  ...[0, 12].map((from) =>
    fc.record(
      {
        kind: fc.constantFrom(...shapeKinds),
        color: fc.constantFrom(...colors),
        size: fc.integer({ min: smallestShape, max: 10 }),
        left: fc.integer({ min: from, max: from + 1 }),
        top: fc.integer({ min: 0, max: 14 }),
      },
      { noNullPrototype: true },
    ),
  ),
);
const language = pictureLanguage(canvas);
const caption = (drawn: Parameters<typeof drawShapes>[0]): string | undefined =>
  language.oracle(pictureUri(writePng(drawShapes(drawn, canvas), canvas)));

describe('The generator of shapes', () => {
  it('finds on a picture what was drawn', () => {
    fc.assert(
      fc.property(shapes, (drawn) => {
        const found = findShapes(drawShapes(drawn, canvas), canvas) ?? [];
        assert.deepEqual(
          found.toSorted((a, b) => a.left - b.left),
          drawn,
        );
      }),
    );
  });

  it('finds nothing on a picture with something else', () => {
    const picture = drawShapes([{ kind: 'square', color: 'red', size: 6, left: 3, top: 3 }], canvas);
    assert.equal(findShapes(picture, canvas)?.length, 1);
    picture[0] = 0;
    assert.equal(findShapes(picture, canvas), undefined);
  });

  it('names the left one first, or the upper one', () => {
    const red = { kind: 'square', color: 'red', size: 6 } as const;
    const blue = { kind: 'circle', color: 'blue', size: 6 } as const;
    assert.equal(caption([{ ...red, left: 2, top: 2 }]), 'red square');
    assert.equal(
      caption([
        { ...blue, left: 14, top: 8 },
        { ...red, left: 2, top: 9 },
      ]),
      'red square left of blue circle',
    );
    assert.equal(
      caption([
        { ...blue, left: 9, top: 15 },
        { ...red, left: 8, top: 1 },
      ]),
      'red square above blue circle',
    );
    assert.equal(language.oracle('no picture'), undefined);
  });

  it('makes pictures of every kind, each once and with the caption that its pixels give', () => {
    const pairs = generatePairs(language, 60, { seedName: ['test', 1], excluded: new Set(), share: 1 });
    assert.equal(new Set(pairs.map(({ source }) => source)).size, 60);
    for (const { source, target } of pairs) assert.equal(language.oracle(source), target);
    const words = new Set(pairs.flatMap(({ target }) => target.split(' ')));
    for (const word of [...shapeKinds, ...colors, 'left', 'above']) assert.ok(words.has(word), word);
  });
});
