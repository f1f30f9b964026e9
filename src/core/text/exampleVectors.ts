/** Vectors as text, to show in a message how they are written. */
export function exampleVectors(size: number): string {
  const vector = (first: number): string =>
    Array.from({ length: size }, (_, index) => ((first + index * 3) % 10) / 10).join(',');
  return size <= 8 ? `${vector(2)} ${vector(7)}` : `${vector(2).slice(0, 12)}…`;
}
