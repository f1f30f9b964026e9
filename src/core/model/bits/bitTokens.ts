import { specialSymbolCount } from '../../text/specialIds';

/** A vocabulary whose tokens are patterns of bits such as `101101`, beside special symbols and other tokens. */
export interface BitTokens {
  /** Bits of a pattern. */
  readonly width: number;
  /** By id: the bits of a pattern; undefined for any other token. */
  readonly patterns: readonly (readonly number[] | undefined)[];
  /** Ids of the tokens that are no patterns, rising; the special symbols are the first ones. */
  readonly others: readonly number[];
}

const pattern = /^[01]+$/;

/**
 * @param tokens by id, special symbols first
 * @throws Error when there is no pattern, or patterns are of several widths
 */
export function bitTokens(tokens: readonly string[]): BitTokens {
  const isPattern = (token: string, id: number): boolean => id >= specialSymbolCount && pattern.test(token);
  const first = tokens.find(isPattern);
  if (first === undefined)
    throw new Error(
      'The vocabulary has no token of bits such as 101101: "bits" needs data whose tokens are patterns of 0 and 1 (level "word").',
    );
  const other = tokens.find((token, id) => isPattern(token, id) && token.length !== first.length);
  if (other !== undefined)
    throw new Error(
      `Tokens of bits must be equally wide, but ${first} has ${first.length} bits and ${other} has ${other.length}.`,
    );
  return {
    width: first.length,
    patterns: tokens.map((token, id) => (isPattern(token, id) ? Array.from(token, Number) : undefined)),
    others: [...tokens.keys()].filter((id) => !isPattern(tokens[id]!, id)),
  };
}

/**
 * The tokens as vectors, row-major `[vocabulary, size]`: the bits, then a column for each other token but padding, which
 * is all zero. So two vocabularies of the same bits and special symbols have these in the same columns.
 */
export function bitTable({ width, patterns, others }: BitTokens): {
  readonly size: number;
  readonly values: Float32Array;
} {
  const size = width + others.length - 1;
  const values = new Float32Array(patterns.length * size);
  patterns.forEach((bits, id) => {
    if (bits !== undefined) values.set(bits, id * size);
    else if (others.indexOf(id) > 0) values[id * size + width + others.indexOf(id) - 1] = 1;
  });
  return { size, values };
}
