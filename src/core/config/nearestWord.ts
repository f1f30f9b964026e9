/**
 * The candidate a misspelt word most likely means, or `undefined` when none is near. Distance is Damerau–Levenshtein's
 * (optimal string alignment) on the words without case and separators, at most a third of the longer word; of two equally near ones neither is meant. Failing that,
 * the only candidate that has the word as a part: `seed` → `random_seed`.
 */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  return nearestSpelling(word, candidates) ?? onlyWhole(word, candidates);
}

function onlyWhole(word: string, candidates: readonly string[]): string | undefined {
  const wholes = candidates.filter((candidate) => candidate.split('_').includes(word.toLowerCase()));
  return wholes.length === 1 ? wholes[0] : undefined;
}

function nearestSpelling(word: string, candidates: readonly string[]): string | undefined {
  const wanted = fold(word);
  const distances = candidates.map((candidate) => {
    const folded = fold(candidate);
    const distance = alignmentDistance(wanted, folded);
    const limit = Math.max(1, Math.floor(Math.max(wanted.length, folded.length) / 3));
    return distance <= limit ? distance : Infinity;
  });
  const least = Math.min(...distances);
  const nearest = candidates.filter((_, index) => distances[index] === least);
  return least < Infinity && nearest.length === 1 ? nearest[0] : undefined;
}

function fold(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function alignmentDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let distance = Math.min(previous[column]! + 1, current[column - 1]! + 1, previous[column - 1]! + cost);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) distance = Math.min(distance, beforePrevious[column - 2]! + 1);
      current.push(distance);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}
