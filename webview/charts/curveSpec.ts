import type { Theme } from '../theme';

/** How one curve of a chart looks. Curves differ by dash or mark too, never by colour alone. */
export interface CurveSpec {
  readonly id: string;
  readonly label: string;
  readonly color: keyof Pick<Theme, 'train' | 'trainRaw' | 'dev' | 'devSequences' | 'best'>;
  readonly widthPx: number;
  /** Lengths of dashes and gaps in pixels; empty: solid. */
  readonly dash: readonly number[];
  /** A mark on every point; `best` marks stand alone, without a line. */
  readonly mark: 'none' | 'circle' | 'square' | 'best';
}
