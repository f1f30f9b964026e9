import type { Blocked, FormPath, FormProblem } from '../../src/protocol/form';

/** What the form shows of the text. */
export interface FormState {
  /** The value of the text; the last one that could be read. */
  readonly value: unknown;
  readonly blocked: Blocked | undefined;
}

/** What is said about fields: by the key of their path. */
export interface Notes {
  readonly problems: ReadonlyMap<string, readonly FormProblem[]>;
  /** Why a key has no effect. */
  readonly idle: ReadonlyMap<string, string>;
}

export const pathKey = (path: FormPath): string => path.join('/');

export function valueAt(value: unknown, path: FormPath): unknown {
  return path.reduce<unknown>(
    (at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    value,
  );
}

export const isObject = (value: unknown): value is Readonly<Record<string | number, unknown>> =>
  typeof value === 'object' && value !== null;

/** A value as a text field shows it. */
export function asText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
