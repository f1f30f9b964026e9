import { wordsOf } from '../text/wordsOf';
import type { CorpusMetric } from './corpusMetric';

/** A constituent: its label and the leaves that it spans, `end` not included. */
export interface Bracket {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The constituents of a tree in one line, `(S (NP DT NN ) (VP VBD ) )`: an opening token is `(` and a label, a closing one
 * begins with `)`, every other is a leaf. Undefined for what is no tree: brackets that do not match, labels that differ,
 * more than one root, or a constituent without a leaf.
 */
export function readBrackets(text: string): { brackets: Bracket[]; leaves: number } | undefined {
  const brackets: Bracket[] = [];
  const open: { label: string; start: number }[] = [];
  let leaves = 0;
  let roots = 0;
  for (const token of wordsOf(text)) {
    if (open.length === 0 && (!token.startsWith('(') || roots++ > 0)) return undefined;
    if (token.startsWith('(') && token.length > 1) open.push({ label: token.slice(1), start: leaves });
    else if (token.startsWith(')')) {
      const closed = open.pop();
      const label = token.slice(1);
      if (closed === undefined || closed.start === leaves) return undefined;
      if (label !== '' && label !== closed.label) return undefined;
      brackets.push({ ...closed, end: leaves });
    } else if (token === '(') return undefined;
    else leaves++;
  }
  return roots === 1 && open.length === 0 ? { brackets, leaves } : undefined;
}

/**
 * Labelled bracket F1 of parse trees, 0 to 100, as EVALB computes it (Black et al. 1991; Sekine & Collins 1997): 2·matched /
 * (those of the references + those of the hypotheses) over all trees together. Leaves are parts of speech, which do not
 * count; a hypothesis that is no tree, or has another number of leaves, has no brackets.
 */
export const bracketF1: CorpusMetric = {
  statistics: ({ hypothesis, reference }) => {
    const gold = readBrackets(reference);
    const found = readBrackets(hypothesis);
    if (gold === undefined) throw new RangeError(`The reference ${JSON.stringify(reference)} is no tree.`);
    if (found?.leaves !== gold.leaves) return [0, gold.brackets.length, 0];
    return [matches(gold.brackets, found.brackets), gold.brackets.length, found.brackets.length];
  },
  score: (sums) => (100 * 2 * sums[0]!) / (sums[1]! + sums[2]!),
  signature: 'bracketF1|labelled|no-pos',
};

/** The share of hypotheses that are no tree, 0 to 1. */
export const malformedTrees: CorpusMetric = {
  statistics: ({ hypothesis }) => [readBrackets(hypothesis) === undefined ? 1 : 0, 1],
  score: (sums) => sums[0]! / sums[1]!,
  signature: 'malformed|trees',
};

/** How many brackets both trees have; one that occurs twice counts twice if the other tree has it twice. */
function matches(gold: readonly Bracket[], found: readonly Bracket[]): number {
  const left = new Map<string, number>();
  const keyOf = ({ label, start, end }: Bracket): string => `${label} ${start} ${end}`;
  for (const bracket of gold) left.set(keyOf(bracket), (left.get(keyOf(bracket)) ?? 0) + 1);
  return found.filter((bracket) => {
    const count = left.get(keyOf(bracket)) ?? 0;
    left.set(keyOf(bracket), count - 1);
    return count > 0;
  }).length;
}
