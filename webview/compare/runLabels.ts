import type { CompareRun } from '../../src/protocol/compare';

type LabelledRun = Pick<CompareRun, 'key' | 'id' | 'name'> & Partial<Pick<CompareRun, 'group'>>;

/** A name for each run that no other has: its own, else with what its id adds to the name, such as its time. */
export function runLabels(runs: readonly LabelledRun[]): Map<string, string> {
  const labels = new Map<string, string>();
  for (const run of runs) {
    const { key, id } = run;
    const name = ownName(run);
    const isAlone = runs.every((other) => other.key === key || ownName(other) !== name);
    labels.set(key, isAlone ? name : `${name} ${timeOf(id) ?? id}`);
  }
  // Copies of one folder in several workspace folders have even the id in common.
  for (const { key, id } of runs) {
    const label = labels.get(key);
    if (runs.some((other) => other.key !== key && labels.get(other.key) === label)) labels.set(key, id);
  }
  return labels;
}

/** A variant says which one it is. */
const ownName = ({ name, group }: LabelledRun): string =>
  group === undefined ? name : `${name} · ${group.variant}`;

/** `dates-20260131-235959-2` → `01-31 23:59:59-2` */
function timeOf(id: string): string | undefined {
  const match = /-\d{4}(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)(-.+)?$/.exec(id);
  if (match === null) return undefined;
  const [, month, day, hours, minutes, seconds, rest = ''] = match;
  return `${month ?? ''}-${day ?? ''} ${hours ?? ''}:${minutes ?? ''}:${seconds ?? ''}${rest}`;
}
