import type { RunItemState } from '../../contributions';

/** Which runs the Runs view shows. */
export interface RunFilter {
  /** Words that all occur in a run's name, note, id, config or state. */
  readonly text: string;
  /** Empty: any. */
  readonly states: readonly RunItemState[];
  readonly starredOnly: boolean;
  /** Paths of config files; empty: any. */
  readonly configs: readonly string[];
}

export const noFilter: RunFilter = { text: '', states: [], starredOnly: false, configs: [] };

/** What of a run is filtered by. */
export interface FilteredRun {
  readonly state: RunItemState;
  /** The state as the view names it. */
  readonly stateLabel: string;
  readonly id: string;
  readonly name: string;
  readonly configFile: string;
  readonly star: boolean;
  readonly note: string;
}

export const isFiltering = ({ text, states, starredOnly, configs }: RunFilter): boolean =>
  text.trim() !== '' || states.length > 0 || starredOnly || configs.length > 0;

export function passesFilter(run: FilteredRun, { text, states, starredOnly, configs }: RunFilter): boolean {
  if (starredOnly && !run.star) return false;
  if (states.length > 0 && !states.includes(run.state)) return false;
  if (configs.length > 0 && !configs.includes(run.configFile)) return false;
  const searched = [run.name, run.note, run.id, run.configFile, run.stateLabel].join('\n').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searched.includes(word));
}
