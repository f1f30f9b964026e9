import type { Config } from '../core/config/schema';

export interface ResumedConfig {
  readonly config: Config;
  /** Keys whose new value in the file is not used, because the run goes on as it began. */
  readonly ignored: readonly string[];
}

/**
 * The config to go on with: that of the run, except for the limits, which are taken from the file as it is now, so that
 * raising `training.updates` continues a finished run; and for what is expected of the model, which training takes no notice of.
 */
export function resumedConfig(recorded: Config, current: Config | undefined): ResumedConfig {
  if (current === undefined) return { config: recorded, ignored: [] };
  const { updates, epochs, early_stopping } = current.training;
  const training = {
    ...withoutLimits(recorded.training),
    ...(updates === undefined ? {} : { updates }),
    ...(epochs === undefined ? {} : { epochs }),
    ...(early_stopping === undefined ? {} : { early_stopping }),
  };
  const config: Config = { ...recorded, training, expect: current.expect };
  return { config, ignored: differences(withoutAddress(config), withoutAddress(current)) };
}

function withoutLimits({
  updates: _updates,
  epochs: _epochs,
  early_stopping: _earlyStopping,
  ...training
}: Config['training']): Omit<Config['training'], 'updates' | 'epochs' | 'early_stopping'> {
  return training;
}

/** The schema's address is for the editor alone, and a sweep is of other runs. */
function withoutAddress({ $schema: _, sweep: __, ...config }: Config): object {
  return config;
}

/** Paths at which two plain values differ. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (!isPlainObject(a) || !isPlainObject(b)) return JSON.stringify(a) === JSON.stringify(b) ? [] : [path];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => differences(a[key], b[key], path === '' ? key : `${path}.${key}`));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
