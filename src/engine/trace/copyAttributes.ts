import type { NamedAttrMap } from '@tensorflow/tfjs-core';

/**
 * Attributes of a recorded call, safe from a caller who goes on using its arrays. `structuredClone` would do the same at
 * several times the price, for every call of every trace.
 */
export function copyAttributes(attributes: Readonly<NamedAttrMap>): NamedAttrMap {
  const copy: NamedAttrMap = {};
  for (const name in attributes) copy[name] = copyValue(attributes[name]) as NamedAttrMap[string];
  return copy;
}

function copyValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyValue);
  // Typed arrays and whatever else is no plain value.
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value);
  return Object.fromEntries(Object.entries(value).map(([name, element]) => [name, copyValue(element)]));
}
