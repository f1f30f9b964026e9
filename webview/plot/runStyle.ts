/** How the curves of a run look: numbers of a colour, a dash and a mark. */
export interface RunStyle {
  readonly color: number;
  readonly dash: number;
  readonly mark: number;
}

/** Lengths of dashes and gaps in pixels; empty: solid. */
export const dashes: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 3],
  [10, 3, 2, 3],
  [14, 5],
  [4, 2, 1, 2],
];

export const markShapes = ['circle', 'square', 'triangle', 'diamond', 'cross', 'plus'] as const;
export type MarkShape = (typeof markShapes)[number];

export const colorCount = 10;
/** Dash and mark together: what tells runs apart without their colours. */
const patternCount = dashes.length * markShapes.length;

interface StyledRun {
  readonly key: string;
  readonly id: string;
  readonly createdAt: string;
}

/**
 * The look of each run, by its key: that which its id asks for, or the next one that no older run has. So it is the same in every
 * session, and a run that comes never changes the look of those before it. Two runs never differ by colour alone, as long as
 * there are at most 36; of ten or fewer, no two have the same colour.
 */
export function runStyles(runs: readonly StyledRun[]): Map<string, RunStyle> {
  const byAge = [...runs].sort((a, b) => compareText(a.createdAt, b.createdAt) || compareText(a.id, b.id));
  const styles = new Map<string, RunStyle>();
  const colors = new Counts(colorCount);
  const patterns = new Counts(patternCount);
  for (const { key, id } of byAge) {
    const wanted = hash(id);
    const color = colors.take(wanted % colorCount);
    const pattern = patterns.take(Math.floor(wanted / colorCount) % patternCount);
    styles.set(key, { color, dash: pattern % dashes.length, mark: Math.floor(pattern / dashes.length) });
  }
  return styles;
}

/** How often each of a few numbers was taken. */
class Counts {
  readonly #counts: number[];

  constructor(size: number) {
    this.#counts = Array.from({ length: size }, () => 0);
  }

  /** The wanted number, or the next one that was taken least often. */
  take(wanted: number): number {
    const least = Math.min(...this.#counts);
    const { length } = this.#counts;
    for (let offset = 0; offset < length; offset++) {
      const candidate = (wanted + offset) % length;
      if (this.#counts[candidate] === least) {
        this.#counts[candidate] = least + 1;
        return candidate;
      }
    }
    return wanted;
  }
}

/** FNV-1a, with its bits mixed again so that ids that differ in their last digit are far apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
