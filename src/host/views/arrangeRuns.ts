import { metricDirection } from '../../core/config/schema/metricDirection';
import type { Run } from '../runs/run';

export const runOrders = ['newest', 'best', 'name'] as const;
export type RunOrder = (typeof runOrders)[number];

type ArrangedRun = Pick<Run, 'folder' | 'manifest'>;

/** Several runs of one config. */
export interface RunGroup<R extends ArrangedRun> {
  readonly configFile: string;
  readonly name: string;
  /** In the order of the view; at least two. */
  readonly runs: readonly R[];
}

/**
 * Runs in an order, those of one config together where its first one stands. A config with a single run needs no group.
 */
export function arrangeRuns<R extends ArrangedRun>(runs: readonly R[], order: RunOrder): (R | RunGroup<R>)[] {
  const byConfig = new Map<string, R[]>();
  for (const run of [...runs].sort(comparison(order))) {
    const { configFile } = run.manifest;
    byConfig.set(configFile, [...(byConfig.get(configFile) ?? []), run]);
  }
  return [...byConfig].flatMap(([configFile, ofConfig]): (R | RunGroup<R>)[] => {
    const [first] = ofConfig;
    if (first === undefined) return [];
    return ofConfig.length === 1 ? [first] : [{ configFile, name: newestOf(ofConfig).name, runs: ofConfig }];
  });
}

/** The best of some runs by its metric, if one has been validated. */
export const bestRun = <R extends ArrangedRun>(runs: readonly R[]): R | undefined =>
  [...runs].sort(comparison('best')).find(({ manifest }) => manifest.best !== undefined);

const newestOf = (runs: readonly ArrangedRun[]) =>
  runs
    .map(({ manifest }) => manifest)
    .reduce((newest, manifest) => (manifest.createdAt > newest.createdAt ? manifest : newest));

function comparison(order: RunOrder): (a: ArrangedRun, b: ArrangedRun) => number {
  const newest = (a: ArrangedRun, b: ArrangedRun): number =>
    b.manifest.createdAt.localeCompare(a.manifest.createdAt) || b.folder.localeCompare(a.folder);
  switch (order) {
    case 'newest':
      return newest;
    case 'name':
      return (a, b) => a.manifest.name.localeCompare(b.manifest.name) || newest(a, b);
    case 'best':
      return (a, b) => compareBest(a.manifest.best, b.manifest.best) || newest(a, b);
  }
}

type Best = Run['manifest']['best'];

/** Values of different metrics can't be compared: they stand apart. What has none comes last. */
function compareBest(a: Best, b: Best): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (a.metric !== b.metric) return a.metric.localeCompare(b.metric);
  return metricDirection(a.metric) === 'minimize' ? a.value - b.value : b.value - a.value;
}
