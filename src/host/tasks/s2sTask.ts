import { taskKinds } from '../../contributions';
import type { TaskKind } from '../../contributions';

export const taskSplits = ['train', 'dev', 'test'] as const;

/** What a task of type `s2s` says, checked. */
export interface S2sTask {
  readonly task: TaskKind;
  /** Path of a config, relative to the workspace folder or absolute. */
  readonly config: string;
  /** Id of a run, or path of its folder; undefined: the newest fitting one of the config. */
  readonly run: string | undefined;
  /** What `evaluate` measures on; undefined: the test data, or where the config has none, the dev data. */
  readonly split: (typeof taskSplits)[number] | undefined;
}

/** Which key of a task is wrong, and what would be valid. */
export interface TaskProblem {
  readonly key: keyof S2sTask;
  readonly value: unknown;
  readonly valid: readonly string[];
}

/** The task that a definition of tasks.json describes, or what is wrong with it: nobody else checks it. */
export function readS2sTask(definition: Readonly<Record<string, unknown>>): S2sTask | TaskProblem {
  const { task, config, run, split } = definition;
  const kind = taskKinds.find((known) => known === task);
  if (kind === undefined) return { key: 'task', value: task, valid: taskKinds };
  if (typeof config !== 'string' || config.trim() === '')
    return { key: 'config', value: config, valid: ['NAME.s2s.json'] };
  if (run !== undefined && (typeof run !== 'string' || run.trim() === ''))
    return { key: 'run', value: run, valid: ['NAME-20260101-080000'] };
  const known = taskSplits.find((name) => name === split);
  if (split !== undefined && known === undefined) return { key: 'split', value: split, valid: taskSplits };
  return { task: kind, config, run, split: known };
}
