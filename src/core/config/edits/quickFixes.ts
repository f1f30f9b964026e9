import type { Diagnostic } from '../diagnostic';
import { parseConfig, type ParsedConfig } from '../parseConfig';
import { changeConfig } from './changeConfig';
import type { Remedy } from './configChange';

/** One way to get rid of a problem. */
export interface QuickFix {
  readonly remedy: Remedy;
  /** The whole text with it. */
  readonly text: string;
  /** Whether it may be applied without a choice. */
  readonly isPreferred: boolean;
}

/** What is found when the text is right so far: syntax, then the schema, then everything else. */
const stages: readonly Diagnostic['source'][] = ['syntax', 'schema', 'semantic'];

/**
 * The ways to get rid of a problem that do: each is tried, and offered when the problem is then gone and no other has come
 * instead. What could not be seen before (rules are checked when the schema is content) does not count.
 */
export function quickFixes({ document, diagnostics }: ParsedConfig, problem: Diagnostic): QuickFix[] {
  const { text } = document;
  const remedies = problem.remedies ?? [];
  const found = remedies.flatMap((remedy) => {
    const after = changeConfig(text, remedy);
    if (after === undefined || after === text) return [];
    const left = parseConfig(after).diagnostics.map((other) => whereItWas(other, remedy));
    return removes(problem, remedy, diagnostics, left) ? [{ remedy, text: after }] : [];
  });
  // Removing what is not understood is for the author to choose.
  const isOnlyWay = found.length === 1 && problem.code !== 'unknown-key';
  return found.map(({ remedy, text: after }, index) => ({
    remedy,
    text: after,
    isPreferred:
      index === 0 && remedy === remedies[0] && (isOnlyWay || problem.isSlip === true || isUseless(problem)),
  }));
}

/** Whether all that is wrong is that a key does nothing. */
export function isUseless({ code }: Diagnostic): boolean {
  return code === 'no-effect';
}

/** The text without the problems of a kind: each is fixed with its preferred fix, where there is one. */
export function fixAll(text: string, isMeant: (problem: Diagnostic) => boolean): string {
  let fixed = text;
  // Every fix leaves a problem less.
  for (;;) {
    const parsed = parseConfig(fixed);
    const fix = parsed.diagnostics
      .filter(isMeant)
      .flatMap((problem) => quickFixes(parsed, problem))
      .find(({ isPreferred }) => isPreferred);
    if (fix === undefined) return fixed;
    fixed = fix.text;
  }
}

/** @param before all problems of the text, to which those of data files may not belong */
function removes(
  problem: Diagnostic,
  remedy: Remedy,
  before: readonly Diagnostic[],
  after: readonly Diagnostic[],
): boolean {
  const wasSeen = count(before, problem) > 0;
  if (wasSeen && count(after, problem) >= count(before, problem)) return false;
  const stage = lastStage(before);
  return after.every((other) => {
    if (stages.indexOf(other.source) > stage || comesIntoSight(other, remedy)) return true;
    // Problems of syntax have no place by which to know them.
    return other.source === 'syntax' ? count(after, other) <= count(before, other) : count(before, other) > 0;
  });
}

/** A problem with the path that it had before: items of a list move up when one is removed. */
function whereItWas(problem: Diagnostic, remedy: Remedy): Diagnostic {
  const path = remedy.reduceRight<Diagnostic['path']>((after, change) => {
    const index = change.kind === 'remove' ? change.path.at(-1) : undefined;
    if (change.kind !== 'remove' || typeof index !== 'number') return after;
    const list = change.path.slice(0, -1);
    const own = after[list.length];
    const isInList = list.every((part, depth) => after[depth] === part);
    return isInList && typeof own === 'number' && own >= index
      ? [...list, own + 1, ...after.slice(list.length + 1)]
      : after;
  }, problem.path);
  return { ...problem, path };
}

/** What stands below a key that was not known is looked at when it is. */
function comesIntoSight({ path }: Diagnostic, remedy: Remedy): boolean {
  return remedy.some((change) => {
    const known =
      change.kind === 'rename'
        ? [...change.path.slice(0, -1), change.name]
        : change.kind === 'move'
          ? change.to
          : [];
    return known.length > 0 && known.every((part, index) => path[index] === part);
  });
}

/** How far the checks came: an error of syntax or schema ends them. */
function lastStage(diagnostics: readonly Diagnostic[]): number {
  const ending = diagnostics.find(({ source, severity }) => source !== 'semantic' && severity === 'error');
  return stages.indexOf(ending?.source ?? 'semantic');
}

function count(diagnostics: readonly Diagnostic[], like: Diagnostic): number {
  const path = JSON.stringify(like.path);
  return diagnostics.filter(({ code, path: other }) => code === like.code && JSON.stringify(other) === path)
    .length;
}
