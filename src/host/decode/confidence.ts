import type { DecodedLine } from '../../protocol/inference';

export type Decoded = Extract<DecodedLine, { type: 'decoded' }>;
export type DecodedHypothesis = Decoded['hypotheses'][number];

/** Why a hypothesis is not written unless somebody accepts it. */
export type Doubt = 'improbable' | 'unknown-tokens' | 'cut-off';

/** What the model gives the hypothesis as a whole: its estimate that all of the line is right. */
export const probabilityOf = ({ logProbability }: Pick<DecodedHypothesis, 'logProbability'>): number =>
  Math.exp(logProbability);

/** A hypothesis as one line. */
export const textOf = ({ text }: Pick<DecodedHypothesis, 'text'>): string => text.replace(/[\r\n]+/g, ' ');

/**
 * What speaks against a hypothesis. Its probability counts as a whole, not per token: one doubtful digit in a date makes
 * the date doubtful. Where the vocabulary lacks something of the source, the model has read another text, and its
 * probability says nothing about this one.
 */
export function doubtAbout(
  { unknownTokens }: Pick<Decoded, 'unknownTokens'>,
  hypothesis: Pick<DecodedHypothesis, 'finished' | 'logProbability'>,
  minConfidence: number,
): Doubt | undefined {
  if (unknownTokens.length > 0) return 'unknown-tokens';
  if (!hypothesis.finished) return 'cut-off';
  return probabilityOf(hypothesis) < minConfidence ? 'improbable' : undefined;
}
