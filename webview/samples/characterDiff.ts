import diff from 'fast-diff';

/** A piece of the hypothesis or of the reference. */
export interface Piece {
  readonly kind: 'same' | 'wrong' | 'missing';
  readonly text: string;
}

export interface CharacterDiff {
  /** `wrong`: not in the reference; `missing`: in the reference, left out here. */
  readonly hypothesis: readonly Piece[];
  /** `missing`: the hypothesis lacks it. */
  readonly reference: readonly Piece[];
}

/** Which characters of a hypothesis are right, by the shortest edit between reference and hypothesis (Myers 1986). */
export function diffCharacters(reference: string, hypothesis: string): CharacterDiff {
  const inHypothesis: Piece[] = [];
  const inReference: Piece[] = [];
  for (const [operation, text] of diff(reference, hypothesis)) {
    if (operation === diff.EQUAL) {
      inHypothesis.push({ kind: 'same', text });
      inReference.push({ kind: 'same', text });
    } else if (operation === diff.INSERT) {
      inHypothesis.push({ kind: 'wrong', text });
    } else {
      inHypothesis.push({ kind: 'missing', text });
      inReference.push({ kind: 'missing', text });
    }
  }
  return { hypothesis: dropReplaced(inHypothesis), reference: inReference };
}

/** A wrong piece beside a missing one replaces it: the wrong piece alone says so. */
function dropReplaced(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.filter(
    ({ kind }, index) =>
      kind !== 'missing' || (pieces[index - 1]?.kind !== 'wrong' && pieces[index + 1]?.kind !== 'wrong'),
  );
}
