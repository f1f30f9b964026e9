import type { ConfigValue } from '../../protocol/compare';
import { flattenConfig } from '../compare/flattenConfig';
import type { Run } from '../runs/run';

export interface ChangedKey {
  readonly key: string;
  /** Undefined: the config had no such key. */
  readonly before: ConfigValue | undefined;
  readonly now: ConfigValue | undefined;
}

type DatedRun = Pick<Run, 'folder' | 'root' | 'manifest'>;

/** The run of the same config that was begun before a run. */
export function predecessorOf<R extends DatedRun>(run: DatedRun, runs: readonly R[]): R | undefined {
  const { configFile, createdAt } = run.manifest;
  return runs
    .filter(
      ({ root, manifest }) =>
        root === run.root && manifest.configFile === configFile && manifest.createdAt < createdAt,
    )
    .reduce<R | undefined>(
      (last, other) =>
        last === undefined || other.manifest.createdAt > last.manifest.createdAt ? other : last,
      undefined,
    );
}

/** The keys in which two configs differ, in the order of the newer one. */
export function configDifference(before: unknown, now: unknown): ChangedKey[] {
  const [old, fresh] = [flattenConfig(before), flattenConfig(now)];
  const keys = new Set([...Object.keys(fresh), ...Object.keys(old)]);
  return [...keys]
    .filter((key) => old[key] !== fresh[key])
    .map((key) => ({ key, before: old[key], now: fresh[key] }));
}
