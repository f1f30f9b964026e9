import type { ConfigPath } from '../configDocument';
import { findings } from '../diagnoseSemantics';
import type { Finding } from '../rules/rule';
import { configSchema } from '../schema';
import { changeValues, type ValueChange } from './changeValues';

/** Something that keeps a config with keys changed from being used. */
export interface TrialProblem {
  readonly path: ConfigPath;
  /** What a rule says; undefined where the schema refuses the value. */
  readonly message: string | undefined;
}

/**
 * The value of a config with keys changed and without its sweep: what one trial trains. Undefined where a key has no place.
 * @param value of the whole config, as written
 */
export function trialValue(value: unknown, changes: readonly ValueChange[]): unknown {
  const changed = changeValues(value, changes);
  if (typeof changed !== 'object' || changed === null) return undefined;
  return Object.fromEntries(Object.entries(changed).filter(([key]) => key !== 'sweep'));
}

/** Several ask about the same text while somebody writes: a trial is checked once. */
const known = new Map<string, readonly TrialProblem[]>();
const mostKnown = 500;

/** What is wrong with the config of a trial; nothing: it can be trained, as far as the config alone tells. */
export function trialProblems(value: unknown): readonly TrialProblem[] {
  const key = JSON.stringify(value);
  const found = known.get(key) ?? findProblems(value);
  if (known.size >= mostKnown) known.clear();
  known.set(key, found);
  return found;
}

function findProblems(value: unknown): TrialProblem[] {
  const result = configSchema.safeParse(value);
  if (!result.success)
    return result.error.issues.map(({ path }) => ({
      path: path.filter((part) => typeof part !== 'symbol'),
      message: undefined,
    }));
  return findings(result.data, (path) => isWritten(value, path))
    .filter(({ severity }: Finding) => severity === 'error')
    .map(({ path, message }) => ({ path, message }));
}

function isWritten(value: unknown, path: ConfigPath): boolean {
  let node = value;
  for (const part of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, part)) return false;
    node = Reflect.get(node, part);
  }
  return true;
}
