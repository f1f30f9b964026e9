/**
 * Keys of a section that are not at their defaults. A default without effect is no mistake: a resolved config spells every
 * one out.
 */
export function changedKeys(section: object, defaults: object): string[] {
  const byDefault = new Map<string, unknown>(Object.entries(defaults));
  return Object.entries(section)
    .filter(([key, value]) => isChanged(value, byDefault.get(key)))
    .map(([key]) => key);
}

/** Whether a value is not its default, which may be an object. */
export function isChanged(value: unknown, byDefault: unknown): boolean {
  return JSON.stringify(value) !== JSON.stringify(byDefault);
}
