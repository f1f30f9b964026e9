import type { DataFileReport, SplitName } from '../../core/config/reportDataFile';
import type { LineList } from './dataLenses';
import type { Localizer } from './localizer';

/** A line to go to. */
export interface ListedLine {
  readonly label: string;
  /** From 1. */
  readonly line: number;
  /** The split whose file it is in; undefined: the file itself. */
  readonly split?: SplitName;
}

/** Lines that belong together, under the text that they share. */
export interface LineGroup {
  /** The line of the file whose text stands above the group, from 1; undefined: no heading. */
  readonly headingLine?: number;
  readonly lines: readonly ListedLine[];
}

/** Quick picks of thousands are no help. */
const mostGroups = 500;

/** What a lens opens: lines, in groups. */
export function lineGroups(
  list: LineList,
  report: DataFileReport,
  fileOf: (split: SplitName) => string,
  vscode: Localizer,
): readonly LineGroup[] {
  switch (list) {
    case 'longest':
      return longest(report, vscode);
    case 'duplicates':
      return duplicates(report, vscode).slice(0, mostGroups);
    case 'leaks':
      return leaks(report, fileOf, vscode).slice(0, mostGroups);
  }
}

function longest({ longestSources, longestTargets }: DataFileReport, vscode: Localizer): LineGroup[] {
  const tokens = new Map<number, { source?: number; target?: number }>();
  for (const each of longestSources) tokens.set(each.line, { source: each.tokens });
  for (const each of longestTargets) tokens.set(each.line, { ...tokens.get(each.line), target: each.tokens });
  return [...tokens]
    .sort(([, a], [, b]) => greatest(b) - greatest(a))
    .map(([line, { source, target }]) => ({
      lines: [
        {
          label:
            source !== undefined && target !== undefined
              ? vscode.l10n.t('line {0}: source {1}, target {2} tokens', line, source, target)
              : source !== undefined
                ? vscode.l10n.t('line {0}: source {1} tokens', line, source)
                : vscode.l10n.t('line {0}: target {1} tokens', line, target ?? 0),
          line,
        },
      ],
    }));
}

const greatest = ({ source = 0, target = 0 }: { source?: number; target?: number }): number =>
  Math.max(source, target);

function duplicates(report: DataFileReport, vscode: Localizer): LineGroup[] {
  const repeats = new Map<number, number[]>();
  for (const { line, earlier } of report.duplicates) {
    const lines = repeats.get(earlier);
    if (lines === undefined) repeats.set(earlier, [line]);
    else lines.push(line);
  }
  return [...repeats].map(([earlier, lines]) => ({
    headingLine: earlier,
    lines: [
      { label: vscode.l10n.t('line {0}', earlier), line: earlier },
      ...lines.map((line) => ({ label: vscode.l10n.t('line {0} repeats line {1}', line, earlier), line })),
    ],
  }));
}

function leaks(report: DataFileReport, fileOf: (split: SplitName) => string, vscode: Localizer): LineGroup[] {
  return report.leaks.map(({ line, split, otherLine }) => ({
    headingLine: line,
    lines: [
      { label: vscode.l10n.t('line {0} = {1} line {2}', line, fileOf(split), otherLine), line },
      { label: vscode.l10n.t('{0} line {1}', fileOf(split), otherLine), line: otherLine, split },
    ],
  }));
}
