import { PictureError, type PictureFormat } from '../../../image/picture';
import { pictureUri } from '../../../image/pictureUri';
import { writePng } from '../../../image/writePng';
import { readPicture } from '../../../text/imageCodec';
import type { PairLanguage, Stratum } from '../pairLanguage';
import { drawShapes } from './drawShapes';
import { findShapes } from './findShapes';
import { shapeColors, shapeKinds, smallestShape, type Shape } from './shape';

const colors = [...shapeColors.keys()];

/** Where a shape may be: its box has room in it, whatever its size. */
interface Slot {
  readonly left: number;
  readonly top: number;
  /** How many places there are across and down. */
  readonly across: number;
  readonly down: number;
}

/**
 * Pictures of one shape, of two beside each other or of two above each other, and what is on them: `black cross`, `red square
 * left of blue circle`, `red square above blue circle`. The left and the upper one are named first.
 */
export function pictureLanguage(canvas: PictureFormat): PairLanguage {
  const sizes = shapeSizes(canvas);
  const largest = Math.max(...sizes);
  const longestTarget = 'red square left of blue circle'.split(' ').length;
  return {
    strata: layouts(canvas, largest).map((slots) => stratum(slots, sizes, canvas)),
    longestSource: 1,
    longestTarget,
    oracle: (source) => {
      const shapes = findOn(source, canvas);
      return shapes === undefined ? undefined : describe(shapes);
    },
    heldOutKey: ({ source }) => source,
  };
}

/** From a sixth to a third of the picture. */
function shapeSizes({ height, width }: PictureFormat): number[] {
  const side = Math.min(height, width);
  const smallest = Math.max(smallestShape, Math.floor(side / 6));
  const largest = Math.max(smallest, Math.floor(side / 3));
  return Array.from({ length: largest - smallest + 1 }, (_, index) => smallest + index);
}

/** The slots of one shape, of two beside each other and of two above each other, a pixel from the margin and the middle. */
function layouts({ height, width }: PictureFormat, largest: number): Slot[][] {
  const halves = (length: number): { start: number; places: number }[] => {
    const places = Math.max(Math.floor(length / 2) - 1 - largest, 0);
    return [
      { start: 1, places },
      { start: Math.ceil(length / 2) + 1, places },
    ];
  };
  // So narrow that what is left and what is above can't be mistaken for each other.
  const band = (length: number): { start: number; places: number } => {
    const places = Math.floor(length / 8) + 1;
    return { start: Math.floor((length - largest - places + 1) / 2), places };
  };
  const rows = band(height);
  const columns = band(width);
  return [
    [{ left: 1, top: 1, across: Math.max(width - 1 - largest, 0), down: Math.max(height - 1 - largest, 0) }],
    halves(width).map(({ start, places }) => ({
      left: start,
      across: places,
      top: rows.start,
      down: rows.places,
    })),
    halves(height).map(({ start, places }) => ({
      left: columns.start,
      across: columns.places,
      top: start,
      down: places,
    })),
  ];
}

function stratum(slots: readonly Slot[], sizes: readonly number[], canvas: PictureFormat): Stratum {
  const radicesOf = ({ across, down }: Slot): number[] => [
    colors.length,
    shapeKinds.length,
    sizes.length,
    across,
    down,
  ];
  return {
    radices: slots.flatMap(radicesOf),
    spell: (coordinates) => {
      const shapes = slots.map(({ left, top }, index): Shape => {
        const [color = 0, kind = 0, size = 0, x = 0, y = 0] = coordinates.slice(index * 5);
        return {
          color: colors[color]!,
          kind: shapeKinds[kind]!,
          size: sizes[size]!,
          left: left + x,
          top: top + y,
        };
      });
      return pictureUri(writePng(drawShapes(shapes, canvas), canvas));
    },
  };
}

function findOn(source: string, canvas: PictureFormat): Shape[] | undefined {
  try {
    return findShapes(readPicture(source, canvas), canvas);
  } catch (error) {
    if (error instanceof PictureError) return undefined;
    throw error;
  }
}

/** What is on a picture; undefined unless there are one or two shapes. */
function describe(shapes: readonly Shape[]): string | undefined {
  const [a, b] = shapes;
  const name = ({ color, kind }: Shape): string => `${color} ${kind}`;
  if (a === undefined || shapes.length > 2) return undefined;
  if (b === undefined) return name(a);
  const across = center(a.left, a) - center(b.left, b);
  const down = center(a.top, a) - center(b.top, b);
  const beside = Math.abs(across) > Math.abs(down);
  const [first, second] = (beside ? across : down) < 0 ? [a, b] : [b, a];
  return `${name(first)} ${beside ? 'left of' : 'above'} ${name(second)}`;
}

function center(start: number, { size }: Shape): number {
  return start + size / 2;
}
