import type { Run, UnreadableRun } from '../runs/run';
import type { PendingTraining } from '../runs/trainings';

/** A row of the Runs view; commands of its menu get it as their argument. */
export type RunsTreeNode =
  | { readonly type: 'pending'; readonly pending: PendingTraining }
  | {
      readonly type: 'config';
      readonly configFile: string;
      readonly name: string;
      readonly runs: readonly Run[];
    }
  | { readonly type: 'run'; readonly run: Run; readonly group?: readonly Run[] }
  | { readonly type: 'unreadable'; readonly unreadable: UnreadableRun };
