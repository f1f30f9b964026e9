import type { ConfigValue } from '../../src/protocol/compare';
import type { KnownRun } from './compareStore';
import type { CompareView } from './compareView';
import { stateOf, type TableColumn } from './tableColumns';

/** The runs that the filter lets through, sorted by a column. */
export function tableRows(
  runs: readonly KnownRun[],
  columns: readonly TableColumn[],
  { filter, states, sort }: Pick<CompareView, 'filter' | 'states' | 'sort'>,
): KnownRun[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const listed = runs.filter((run) => {
    if (states.length > 0 && !states.includes(stateOf(run))) return false;
    if (words.length === 0) return true;
    const text = [run.id, ...columns.map((column) => column.text(run))].join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const column = columns.find(({ id }) => id === sort.column);
  if (column === undefined) return listed;
  const direction = sort.descending ? -1 : 1;
  const keyed = listed.map((run) => ({ run, value: column.value(run) }));
  return keyed
    .sort((a, b) => {
      // What is not known is last, whichever way.
      if (isUnknown(a.value) || isUnknown(b.value))
        return Number(isUnknown(a.value)) - Number(isUnknown(b.value));
      return direction * compareValues(a.value, b.value);
    })
    .map(({ run }) => run);
}

const isUnknown = (value: ConfigValue | undefined): value is undefined | '' =>
  value === undefined || value === '' || Number.isNaN(value);

const collator = new Intl.Collator(undefined, { numeric: true });

function compareValues(a: ConfigValue | undefined, b: ConfigValue | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}
