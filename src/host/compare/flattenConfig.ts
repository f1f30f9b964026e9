import type { ConfigValue } from '../../protocol/compare';

/** The keys of a config by dotted path. What is not an object is one value: a list is told as its JSON. */
export function flattenConfig(config: unknown): Record<string, ConfigValue> {
  const flat: Record<string, ConfigValue> = {};
  const visit = (value: unknown, path: string): void => {
    if (value === undefined) return;
    if (isPlainObject(value) && (Object.keys(value).length > 0 || path === '')) {
      for (const [key, inner] of Object.entries(value)) visit(inner, path === '' ? key : `${path}.${key}`);
      return;
    }
    flat[path] = isConfigValue(value) ? value : JSON.stringify(value);
  };
  if (isPlainObject(config)) visit(config, '');
  return flat;
}

const isConfigValue = (value: unknown): value is ConfigValue =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
