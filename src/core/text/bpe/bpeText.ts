import type { WordSegmenter } from './wordSegmenter';

/** What a piece ends with when its word goes on (subword-nmt's separator). */
const separator = '@@';
/** Keeps a word that itself ends with the separator from running into the next one. */
const wordJoiner = '\u2060';

/** Words → pieces: `lower` → `low@@ er`. */
export function splitWords(words: readonly string[], segmenter: WordSegmenter): string[] {
  return words.flatMap((word) => {
    const pieces = segmenter.segment(word);
    const last = pieces.length - 1;
    return pieces.map((piece, index) => {
      if (index < last) return piece + separator;
      return piece.endsWith(separator) ? piece + wordJoiner : piece;
    });
  });
}

/** Pieces → text: the inverse of {@link splitWords}, words joined by spaces. A piece that promises more at the end has none. */
export function joinPieces(pieces: readonly string[]): string {
  let text = '';
  let continues = true;
  for (const piece of pieces) {
    if (!continues) text += ' ';
    continues = piece.endsWith(separator);
    const isEscaped = piece.endsWith(separator + wordJoiner);
    text += continues ? piece.slice(0, -separator.length) : isEscaped ? piece.slice(0, -1) : piece;
  }
  return text;
}
