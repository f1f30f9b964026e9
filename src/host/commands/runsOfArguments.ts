import type { HostServices } from '../hostServices';
import type { RunsTreeNode } from '../views/runsTreeNode';
import { folderOfArgument } from './chooseRun';

/**
 * The run folders that a command's arguments name: the rows that are selected in the Runs view, else the one row, folder or
 * config. A key pressed in the view has no rows to pass on, it says `{ selection: true }`.
 */
export function foldersOfArguments(
  { listing }: Pick<HostServices, 'listing'>,
  argument: unknown,
  selected: unknown,
): string[] {
  const given: readonly unknown[] = isSelection(argument)
    ? listing.selection
    : Array.isArray(selected) && selected.length > 0
      ? selected
      : Array.isArray(argument)
        ? argument
        : [argument];
  return [...new Set(given.flatMap(foldersOf))];
}

const foldersOf = (argument: unknown): string[] =>
  isConfigNode(argument)
    ? argument.runs.map(({ folder }) => folder)
    : [folderOfArgument(argument)].filter((folder) => folder !== undefined);

type ConfigNode = Extract<RunsTreeNode, { type: 'config' }>;

/** A row of the Runs view that stands for a config with its runs. */
export const isConfigNode = (argument: unknown): argument is ConfigNode =>
  typeof argument === 'object' && argument !== null && 'type' in argument && argument.type === 'config';

const isSelection = (argument: unknown): boolean =>
  typeof argument === 'object' && argument !== null && 'selection' in argument;
