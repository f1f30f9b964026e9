import type { PairLanguage, Stratum } from './pairLanguage';

/** Sequences of random bit vectors, written `101101 000111`: how wide a vector and how long a sequence is. */
export interface BitSequenceOptions {
  readonly bits: number;
  readonly min_length: number;
  readonly max_length: number;
}

/**
 * Copy a sequence of bit vectors (Graves, Wayne & Danihelka 2014, §4.1). Lengths are drawn with equal chance.
 * `delimiter`, if there is one, stands behind the sequence; the end symbol of the source says the same.
 */
export function bitCopy({
  delimiter,
  ...options
}: BitSequenceOptions & { readonly delimiter?: string | undefined }): PairLanguage {
  const end = delimiter === undefined ? [] : [delimiter];
  return {
    strata: lengthsOf(options).map((length) => ({
      radices: vectorRadices(length, options.bits),
      spell: (coordinates) => [...spellVectors(coordinates, options.bits), ...end].join(' '),
    })),
    longestSource: options.max_length + end.length,
    longestTarget: options.max_length,
    oracle: (source) => {
      const tokens = source.split(' ');
      if (delimiter !== undefined && tokens.pop() !== delimiter) return undefined;
      return isSequence(tokens, options) ? tokens.join(' ') : undefined;
    },
    heldOutKey: ({ source }) => source,
  };
}

/**
 * Copy a sequence of bit vectors several times (Graves, Wayne & Danihelka 2014, §4.2): `101 011 x2` → `101 011 101 011`. Length and
 * number of copies are drawn with equal chance. The paper writes the number as the value of one input; here each number is
 * a token of its own, so none beyond those trained on can be read.
 */
export function bitRepeatCopy({
  min_repeats,
  max_repeats,
  ...options
}: BitSequenceOptions & { readonly min_repeats: number; readonly max_repeats: number }): PairLanguage {
  const repeats = range(min_repeats, max_repeats);
  return {
    strata: lengthsOf(options).flatMap((length) =>
      repeats.map((count) => ({
        radices: vectorRadices(length, options.bits),
        spell: (coordinates: readonly number[]) =>
          [...spellVectors(coordinates, options.bits), `x${count}`].join(' '),
      })),
    ),
    longestSource: options.max_length + 1,
    longestTarget: options.max_length * max_repeats,
    oracle: (source) => {
      const tokens = source.split(' ');
      const count = Number(/^x(\d+)$/.exec(tokens.pop() ?? '')?.[1]);
      if (!repeats.includes(count) || !isSequence(tokens, options)) return undefined;
      return Array.from({ length: count }, () => tokens.join(' ')).join(' ');
    },
    // A sequence copied twice gives away the one copied three times.
    heldOutKey: ({ source }) => source.slice(0, source.lastIndexOf(' ')),
  };
}

export interface RecallOptions {
  readonly bits: number;
  /** Vectors of an item. */
  readonly item_length: number;
  readonly min_items: number;
  readonly max_items: number;
}

/**
 * Associative recall (Graves, Wayne & Danihelka 2014, §4.3): items of a few bit vectors, `:` before each, then `?` and one of the
 * items but the last; the target is the item that follows it. No item occurs twice, so there is one right answer. The number
 * of items is drawn with equal chance.
 */
export function bitRecall({ bits, item_length, min_items, max_items }: RecallOptions): PairLanguage {
  const kinds = 2 ** (bits * item_length);
  const itemTokens = item_length + 1;
  const spellItem = (item: number): string[] =>
    spellVectors(
      Array.from({ length: item_length }, (_, index) => Math.floor(item / 2 ** (bits * index)) % 2 ** bits),
      bits,
    );
  const stratum = (count: number): Stratum => ({
    // Which of the items not used yet comes next; and which one is asked for.
    radices: [...Array.from({ length: count }, (_, index) => kinds - index), count - 1],
    spell: (coordinates) => {
      const items = distinct(coordinates.slice(0, count)).map(spellItem);
      return [...items.flatMap((item) => [':', ...item]), '?', ...items[coordinates[count]!]!].join(' ');
    },
  });
  return {
    strata: range(min_items, max_items).map(stratum),
    longestSource: (max_items + 1) * itemTokens,
    longestTarget: item_length,
    oracle: (source) => {
      const tokens = source.split(' ');
      const groups = Array.from({ length: Math.ceil(tokens.length / itemTokens) }, (_, index) =>
        tokens.slice(index * itemTokens, (index + 1) * itemTokens),
      );
      const query = groups.pop();
      const items = groups.map((group) => group.slice(1));
      const fits =
        query?.[0] === '?' &&
        groups.every(([mark]) => mark === ':') &&
        items.length >= min_items &&
        items.length <= max_items &&
        [...items, query.slice(1)].every(
          (item) => item.length === item_length && item.every((vector) => isVector(vector, bits)),
        );
      const texts = items.map((item) => item.join(' '));
      if (!fits || new Set(texts).size < texts.length) return undefined;
      const asked = texts.indexOf(query.slice(1).join(' '));
      return asked < 0 ? undefined : texts[asked + 1];
    },
    heldOutKey: ({ source }) => source,
  };
}

/** Numbers counted among those not taken before → the numbers themselves, all different. */
function distinct(places: readonly number[]): number[] {
  const taken: number[] = [];
  for (const place of places) {
    let number = place;
    for (const other of taken.toSorted((a, b) => a - b)) if (other <= number) number++;
    taken.push(number);
  }
  return taken;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

function lengthsOf({ min_length, max_length }: BitSequenceOptions): number[] {
  return range(min_length, max_length);
}

function vectorRadices(length: number, bits: number): number[] {
  return new Array<number>(length).fill(2 ** bits);
}

function spellVectors(numbers: readonly number[], bits: number): string[] {
  return numbers.map((number) => number.toString(2).padStart(bits, '0'));
}

function isVector(token: string, bits: number): boolean {
  return token.length === bits && /^[01]+$/.test(token);
}

function isSequence(
  tokens: readonly string[],
  { bits, min_length, max_length }: BitSequenceOptions,
): boolean {
  const fits = tokens.length >= min_length && tokens.length <= max_length;
  return fits && tokens.every((token) => isVector(token, bits));
}
