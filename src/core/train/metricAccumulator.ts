import type { MetricAccumulator } from './checkpoint';

/** What one training step fetched, and how long it took. */
export interface StepMeasures {
  readonly lossSum: number;
  readonly targetTokens: number;
  readonly correctTokens: number;
  readonly gradientNorm: number;
  readonly elapsedMs: number;
}

export const emptyAccumulator: MetricAccumulator = {
  steps: 0,
  lossSum: 0,
  targetTokens: 0,
  correctTokens: 0,
  gradientNormSum: 0,
  elapsedMs: 0,
};

export function accumulate(sums: MetricAccumulator, step: StepMeasures): MetricAccumulator {
  return {
    steps: sums.steps + 1,
    lossSum: sums.lossSum + step.lossSum,
    targetTokens: sums.targetTokens + step.targetTokens,
    correctTokens: sums.correctTokens + step.correctTokens,
    gradientNormSum: sums.gradientNormSum + step.gradientNorm,
    elapsedMs: sums.elapsedMs + step.elapsedMs,
  };
}

/** Mean loss per target token (nats), its perplexity and the share of tokens predicted right. */
export function tokenMetrics(sums: Pick<MetricAccumulator, 'lossSum' | 'targetTokens' | 'correctTokens'>): {
  loss: number;
  perplexity: number;
  tokenAccuracy: number;
} {
  const loss = sums.lossSum / sums.targetTokens;
  return { loss, perplexity: perplexityOf(loss), tokenAccuracy: sums.correctTokens / sums.targetTokens };
}

/** Beyond this e^loss leaves the range of numbers, and JSON has no infinity. */
const largestExponent = 700;

/** e^loss. */
export function perplexityOf(loss: number): number {
  return Math.exp(Math.min(loss, largestExponent));
}
