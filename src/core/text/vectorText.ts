const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** The numbers of a vector; undefined when the text is none of this size. */
export function parseVector(text: string, size: number): number[] | undefined {
  const parts = text.split(',');
  if (parts.length !== size || !parts.every((part) => decimal.test(part))) return undefined;
  const numbers = parts.map(Number);
  // Beyond what a float32 holds there is only infinity.
  return numbers.every((number) => Number.isFinite(Math.fround(number))) ? numbers : undefined;
}

/** The position, from 1, that a text says; undefined when it is none. */
export function parsePosition(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
