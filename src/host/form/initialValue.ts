import type { FieldShape, Variant } from '../../protocol/form';

/** How many pairs a new generator makes. */
const initialSize = 1000;

/** What a key begins with when it becomes one of this kind: what both kinds have in common stays. */
export function valueOfVariant({ shape, constants }: Variant, old: unknown): unknown {
  if (shape.kind === 'group') return { ...constants, ...objectFrom(shape, old) };
  if (shape.kind === 'choice') {
    const values = isObject(old) ? Object.values(old) : [old];
    const kept = shape.choices.find(({ value }) => values.includes(value));
    if (kept !== undefined) return kept.value;
  }
  return initialValue(shape);
}

/** A new item of a list: of a closed choice, one that is not in it. */
export function newItem(item: FieldShape, written: unknown): unknown {
  if (item.kind !== 'choice') return initialValue(item);
  const items: readonly unknown[] = Array.isArray(written) ? written : [];
  const unused = item.choices.find(({ value }) => !items.includes(value));
  return (unused ?? item.choices[0])?.value;
}

export function initialValue(shape: FieldShape): unknown {
  switch (shape.kind) {
    case 'choice':
      return shape.choices[0]?.value;
    case 'boolean':
      return true;
    case 'number':
      return initialSize;
    case 'text':
      return shape.initial;
    case 'list':
      return [];
    case 'tuple':
      return shape.items.map(initialValue);
    case 'group':
      return objectFrom(shape, undefined);
    case 'union':
      return shape.variants[0] === undefined ? undefined : valueOfVariant(shape.variants[0], undefined);
  }
}

/** What an object must have, and what it can take over from an old value: keys of the same name, or a name it was. */
function objectFrom({ fields }: Extract<FieldShape, { kind: 'group' }>, old: unknown): object {
  const oldKeys = isObject(old) ? new Map(Object.entries(old)) : new Map<string, unknown>();
  return Object.fromEntries(
    fields.flatMap(({ key, shape, isRequired }) => {
      if (oldKeys.has(key)) return [[key, oldKeys.get(key)]];
      if (shape.kind === 'choice' && isRequired && shape.choices.some(({ value }) => value === old))
        return [[key, old]];
      return isRequired ? [[key, initialValue(shape)]] : [];
    }),
  );
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
