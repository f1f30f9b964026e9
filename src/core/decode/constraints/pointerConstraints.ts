import { positionOfId } from '../../text/pointerCodec';
import { forbidUnless, type Constraint } from './constraint';

interface PointerState {
  /** Of the source. */
  readonly positions: number;
  /** In the order in which they were written. */
  readonly written: readonly number[];
}

/** Every position of the source once, in any order: tours and permutations. */
export function everyPositionOnce(eosId: number): Constraint<PointerState> {
  return {
    ...pointerStates,
    forbid: ({ positions, written }, room, mask) => {
      const missing = positions - written.length;
      return forbidUnless(mask, (id) => {
        if (id === eosId) return missing === 0;
        return missing < room && isNew(id, positions, written);
      });
    },
  };
}

const cornersOfPolygon = 3;

/**
 * A closed polygon: different positions of the source, at least three where there are so many, and the first again at the
 * end.
 */
export function closedPolygon(eosId: number): Constraint<PointerState> {
  return {
    ...pointerStates,
    forbid: ({ positions, written }, room, mask) => {
      const [first] = written;
      const isClosed = written.length > 1 && written.at(-1) === first;
      const missing = Math.max(0, Math.min(cornersOfPolygon, positions) - written.length);
      return forbidUnless(mask, (id) => {
        if (id === eosId) return isClosed;
        if (isClosed) return false;
        if (missing === 0 && positionOfId(id) === first) return room >= 2;
        // This corner, those that are missing besides, the first again and the end.
        return isNew(id, positions, written) && Math.max(missing, 1) + 2 <= room;
      });
    },
  };
}

const pointerStates: Pick<Constraint<PointerState>, 'start' | 'advance'> = {
  start: (index, { sourceLengths }) => ({ positions: sourceLengths[index]!, written: [] }),
  advance: ({ positions, written }, id) => ({ positions, written: [...written, positionOfId(id)] }),
};

function isNew(id: number, positions: number, written: readonly number[]): boolean {
  const position = positionOfId(id);
  return position >= 1 && position <= positions && !written.includes(position);
}
