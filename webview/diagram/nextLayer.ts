import type { Box } from './box';

/**
 * The layer that a key leads to: up and down within a column, left and right to the nearest in the next column, Home and End to
 * the first and the last. Undefined for other keys and where there is none.
 */
export function nextLayer(key: string, id: string, boxes: ReadonlyMap<string, Box>): string | undefined {
  const all = [...boxes.values()];
  const here = boxes.get(id);
  if (here === undefined) return undefined;
  const column = all.filter((box) => box.column === here.column).sort((a, b) => a.y - b.y);
  switch (key) {
    case 'ArrowUp':
      return column[column.indexOf(here) - 1]?.id;
    case 'ArrowDown':
      return column[column.indexOf(here) + 1]?.id;
    case 'ArrowLeft':
      return nearest(
        all.filter((box) => box.x < here.x),
        here,
        -1,
      );
    case 'ArrowRight':
      return nearest(
        all.filter((box) => box.x > here.x),
        here,
        1,
      );
    case 'Home':
      return [...boxes.keys()][0];
    case 'End':
      return [...boxes.keys()].at(-1);
    default:
      return undefined;
  }
}

/** Of the column that comes next in a direction, the box that is nearest in height. */
function nearest(others: readonly Box[], { y }: Box, direction: number): string | undefined {
  const x = direction < 0 ? Math.max(...others.map((box) => box.x)) : Math.min(...others.map((box) => box.x));
  return others.filter((box) => box.x === x).sort((a, b) => Math.abs(a.y - y) - Math.abs(b.y - y))[0]?.id;
}
