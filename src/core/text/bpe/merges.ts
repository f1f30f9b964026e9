/** Two symbols that become one. A symbol is a piece of a word; one that ends a word carries {@link endOfWord}. */
export type Merge = readonly [first: string, second: string];

/** What the last symbol of a word carries, in merges files of subword-nmt version 0.2. */
export const endOfWord = '</w>';

const header = '#version: 0.2';

/** A merges file can't be used. The message begins with `FILE:LINE`. */
export class MergesError extends Error {
  override readonly name = 'MergesError';
}

/**
 * Reads a merges file of subword-nmt (`learn-bpe`), version 0.2: a header, then one merge a line, the first first.
 * @throws MergesError for another version and for a line that is no merge
 */
export function parseMerges(text: string, fileName: string): Merge[] {
  const lines = text.split(/\r?\n/u);
  if (lines[0]?.trim() !== header)
    throw new MergesError(
      `${fileName}:1 is not "${header}". A codes_file is what subword-nmt's learn-bpe writes (version 0.2 or later).`,
    );
  const merges: Merge[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === '') continue;
    const [first, second, ...more] = line.split(' ');
    if (first === undefined || second === undefined || first === '' || second === '' || more.length > 0)
      throw new MergesError(
        `${fileName}:${index + 1} is no merge: ${JSON.stringify(line)}. A line is two symbols with a space between.`,
      );
    merges.push([first, second]);
  }
  return merges;
}

/** The text of a merges file, which subword-nmt's `apply-bpe` reads. */
export function formatMerges(merges: readonly Merge[]): string {
  return [header, ...merges.map((merge) => merge.join(' ')), ''].join('\n');
}
