import { applyEdits, modify } from 'jsonc-parser';
import { UsageError } from './usageError';

/** A key of the config set from the command line. */
export interface ConfigOverride {
  readonly path: readonly (string | number)[];
  /** `undefined` takes the key away. */
  readonly value: unknown;
}

/**
 * Reads `path=value` of `--set`, as in `model.encoder.hidden_size=64`. The value is JSON; what is not JSON is a string, so
 * that `training.optimizer=sgd` needs no quotes.
 * @throws UsageError without a path or an equals sign
 */
export function parseOverride(text: string): ConfigOverride {
  const match = /^([^=\s]+)=(.*)$/s.exec(text);
  const [, path, value] = match ?? [];
  const parts = path?.split('.') ?? [];
  if (value === undefined || parts.length === 0 || parts.includes(''))
    throw new UsageError(
      `--set takes path=value, such as model.encoder.hidden_size=64, not ${JSON.stringify(text)}.`,
    );
  return { path: parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part)), value: parseValue(value) };
}

/**
 * The text of a config with keys set. Comments and all lines of other keys stay where they are, so that diagnostics keep
 * their line numbers.
 * @throws UsageError when a path leads through something that is not an object or array
 */
export function applyOverrides(text: string, overrides: readonly ConfigOverride[]): string {
  return overrides.reduce((changed, { path, value }) => {
    try {
      return applyEdits(changed, modify(changed, [...path], value, {}));
    } catch {
      throw new UsageError(
        `--set ${path.join('.')}: there is no such place in this config; ${path.slice(0, -1).join('.')} is not an object.`,
      );
    }
  }, text);
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
