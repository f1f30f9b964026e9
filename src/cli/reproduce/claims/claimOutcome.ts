import type { Estimate } from '../../../core/metrics/estimate';

export interface PublishedNumber {
  readonly value: number;
  /** With the digits of our own. */
  readonly shown: string;
  readonly source: string;
}

/** What came out where a claim was checked, for the table. */
export interface ClaimOutcome {
  /** The variant that it is about; undefined where the entry has but one model. */
  readonly variant: string | undefined;
  /** What is looked at: a metric, or what one variant does beside another. */
  readonly metric: string;
  readonly published?: PublishedNumber | undefined;
  /** What was measured, as a number with its interval where it is one. */
  readonly ours?: Estimate | undefined;
  /** What was measured, in words. */
  readonly shown: string;
  /** What must hold, in words; empty where nothing must. */
  readonly band: string;
  /** Undefined where nothing must hold. */
  readonly holds: boolean | undefined;
}
