/**
 * Atoms, bonds, rings and branches of SMILES: the regular expression of Schwaller et al. 2018 ("Found in Translation", SI),
 * which the field uses.
 */
const smilesToken =
  /\[[^\]]+\]|Br?|Cl?|N|O|S|P|F|I|b|c|n|o|s|p|\(|\)|\.|=|#|-|\+|\\|\/|:|~|@|\?|>|\*|\$|%\d{2}|\d/gu;

/** A stretch of a text that is no SMILES. */
export interface SmilesProblem {
  /** Column, from 1, in characters. */
  readonly column: number;
  readonly character: string;
}

/** Molecules → tokens: `CCl` → `C`, `Cl`. Characters that are no SMILES become tokens of their own; no vocabulary has them. */
export function splitSmiles(text: string): string[] {
  return pieces(text).flatMap(({ text: piece, isToken }) => (isToken ? [piece] : Array.from(piece)));
}

/** The first character that is no SMILES; undefined when all are. */
export function findSmilesProblem(text: string): SmilesProblem | undefined {
  let column = 1;
  for (const { text: piece, isToken } of pieces(text)) {
    const characters = Array.from(piece);
    if (!isToken) return { column, character: characters[0] ?? '' };
    column += characters.length;
  }
  return undefined;
}

function pieces(text: string): { text: string; isToken: boolean }[] {
  const found: { text: string; isToken: boolean }[] = [];
  let end = 0;
  for (const match of text.matchAll(smilesToken)) {
    if (match.index > end) found.push({ text: text.slice(end, match.index), isToken: false });
    found.push({ text: match[0], isToken: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ text: text.slice(end), isToken: false });
  return found;
}
