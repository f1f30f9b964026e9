import type { MarkShape } from './runStyle';

/** How a curve is named and drawn: by dash and mark too, never by its colour alone. */
export interface SeriesLook {
  readonly label: string;
  readonly color: string;
  /** Lengths of dashes and gaps in pixels; empty: solid. */
  readonly dash: readonly number[];
  readonly mark: MarkShape | undefined;
}
