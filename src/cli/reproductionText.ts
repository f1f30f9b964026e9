import type { Reproduction } from '../runs/manifest';

/** How a run compares with the one it reproduces: a sentence, and a line for each thing that may be the reason. */
export function describeReproduction(reproduction: Reproduction): string[] {
  const { verdict, reasons } = reproduction;
  if (verdict === 'identical') return [verdictSentence(reproduction), ...notes('Even though', reasons)];
  if (reasons.length === 0)
    return [
      verdictSentence(reproduction),
      ...(verdict === 'incomplete'
        ? []
        : ['Engine, version, threads and data are the same: it may be another processor, or a fault.']),
    ];
  return [verdictSentence(reproduction), ...notes('What may be the reason', reasons)];
}

function verdictSentence({
  verdict,
  points,
  step,
  originalStep,
  differsFrom,
  largestDifference,
}: Reproduction): string {
  const difference =
    largestDifference === undefined
      ? 'points of one run are missing in the other'
      : `differs by at most ${Number(largestDifference.toPrecision(1))}`;
  switch (verdict) {
    case 'identical':
      return `✓ Reproduced bit for bit: all ${points} points up to step ${originalStep} are the same.`;
    case 'close':
      return `≈ Reproduced closely: ${difference}, from step ${differsFrom} on, in ${points} points.`;
    case 'different':
      return `✗ Not reproduced: ${difference}, from step ${differsFrom} on, in ${points} points.`;
    case 'incomplete':
      return `✗ Not reproduced to the end: it ended at step ${step} of ${originalStep}; up to there ${
        differsFrom === undefined
          ? `all ${points} points are the same`
          : `it ${difference}, from step ${differsFrom} on`
      }.`;
  }
}

const notes = (title: string, reasons: Reproduction['reasons']): string[] =>
  reasons.map(
    ({ what, original, now }) => `${title}: ${what} was ${original || 'none'} and is ${now || 'none'}.`,
  );
