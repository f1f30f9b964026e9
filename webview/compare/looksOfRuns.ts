import { dashes, markShapes, runStyles } from '../plot/runStyle';
import type { SeriesLook } from '../plot/seriesLook';
import type { Theme } from '../theme';
import { comparedRuns, type CompareState } from './compareStore';
import { runLabels } from './runLabels';

/** Looks of all runs by key: the compared ones have one each, the others none of their own. */
export function looksOfRuns(state: CompareState, theme: Theme): ReadonlyMap<string, SeriesLook> {
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
