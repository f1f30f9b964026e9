import { dashes, markShapes, runStyles, type MarkShape } from '../plot/runStyle';
import type { Theme } from '../theme';
import { comparedRuns, type CompareState } from './compareStore';
import { runLabels } from './runLabels';

/** How a run is named on this page and, if it is compared, drawn. */
export interface LookOfRun {
  readonly label: string;
  readonly color: string;
  readonly dash: readonly number[];
  readonly mark: MarkShape;
}

/** Looks of all runs by key: the compared ones have one each, the others none of their own. */
export function looksOfRuns(state: CompareState, theme: Theme): ReadonlyMap<string, LookOfRun> {
  const { runs } = state;
  const styles = runStyles(comparedRuns(state));
  const labels = runLabels(runs);
  return new Map(
    runs.map(({ key, id }) => {
      const style = styles.get(key) ?? { color: 0, dash: 0, mark: 0 };
      return [
        key,
        {
          label: labels.get(key) ?? id,
          color: theme.series[style.color] ?? theme.foreground,
          dash: dashes[style.dash] ?? [],
          mark: markShapes[style.mark] ?? 'circle',
        },
      ];
    }),
  );
}
