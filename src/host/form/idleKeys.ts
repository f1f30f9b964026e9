import { findings } from '../../core/config/diagnoseSemantics';
import { configSchema } from '../../core/config/schema';
import type { Config } from '../../core/config/schema';
import type { FieldShape, FormField, FormPath, IdleKey } from '../../protocol/form';
import { formModel } from './formModel';
import { newItem, valueOfVariant } from './initialValue';

/** How long one stretch of trying may keep others waiting. */
const stretchMs = 8;

/** Numbers to try, from which those are taken that are valid. */
const numbers = [2, 0.5, 3, 8];
/** How many values of a key are tried at most. */
const mostTries = 6;

/**
 * Keys that would have no effect, as the other keys of a config are: the rules say so for every value that is tried there.
 * They say it of changed keys only, so each key is changed in turn. Undefined where the config is not valid.
 * @param isWanted asked between stretches of work: whether somebody still waits for the answer
 */
export async function idleKeys(
  value: unknown,
  isWanted: () => boolean = () => true,
): Promise<readonly IdleKey[] | undefined> {
  if (!configSchema.safeParse(value).success) return undefined;
  const idle: IdleKey[] = [];
  let untilMs = performance.now() + stretchMs;
  for (const { path, field } of keysToTry(value)) {
    if (performance.now() > untilMs) {
      await new Promise((resolve) => setImmediate(resolve));
      if (!isWanted()) return undefined;
      untilMs = performance.now() + stretchMs;
    }
    const reason = idleReason(value, path, field);
    if (reason !== undefined) idle.push({ path, reason });
  }
  return idle;
}

interface TriedKey {
  readonly path: FormPath;
  readonly field: FormField;
}

/** Every key that stands for itself, and every object that may be left out. */
function keysToTry(value: unknown): TriedKey[] {
  return formModel().flatMap(({ path, fields }) => fields.flatMap((field) => keysBelow(field, path, value)));
}

function keysBelow(field: FormField, above: FormPath, value: unknown): TriedKey[] {
  const path = [...above, field.key];
  const { shape } = field;
  // What an experiment is called, and where its data is from, always counts.
  if (field.isRequired || path[0] === '$schema' || path[0] === 'name') return [];
  if (shape.kind === 'union') return [{ path, field }, ...keysOfObject(shape, path, value)];
  if (shape.kind !== 'group') return [{ path, field }];
  const inner = shape.fields.flatMap((child) => keysBelow(child, path, value));
  if (field.byDefault !== undefined) return inner;
  return [{ path, field }, ...(valueAt(value, path) === undefined ? [] : inner)];
}

/** Keys of the object that a key holds, of those that it may hold. */
function keysOfObject(
  { variants }: Extract<FieldShape, { kind: 'union' }>,
  path: FormPath,
  value: unknown,
): TriedKey[] {
  const written = valueAt(value, path);
  if (typeof written !== 'object') return [];
  const objects = variants.filter(({ name, shape }) => name === undefined && shape.kind === 'group');
  return objects.flatMap(({ shape }) =>
    shape.kind === 'group' ? shape.fields.flatMap((child) => keysBelow(child, path, value)) : [],
  );
}

/** Why a key has no effect; undefined if it has one, or if nothing could be tried. */
function idleReason(value: unknown, path: FormPath, { shape, byDefault }: FormField): string | undefined {
  const written = valueAt(value, path);
  const usual = [JSON.stringify(byDefault)];
  let reason: string | undefined;
  for (const tried of valuesToTry(shape, written).slice(0, mostTries)) {
    if (usual.includes(JSON.stringify(tried))) continue;
    const changed = withValue(value, path, tried);
    const result = configSchema.safeParse(changed);
    if (!result.success) continue;
    const found = findingAbout(result.data, changed, path);
    if (found === undefined) return undefined;
    reason ??= found;
  }
  return reason;
}

/** What the rules say about a key, or the object it is in, having no effect. */
function findingAbout(config: Config, value: unknown, path: FormPath): string | undefined {
  const isWritten = (asked: FormPath): boolean => valueAt(value, asked) !== undefined;
  const found = findings(config, isWritten).find(
    (finding) =>
      finding.code === 'no-effect' &&
      finding.path.length > 0 &&
      finding.path.every((key, index) => path[index] === key),
  );
  // What follows says how to get rid of it.
  return found?.message.replace(/\. [A-Z].*$/, '.');
}

function valuesToTry(shape: FieldShape, written: unknown): readonly unknown[] {
  switch (shape.kind) {
    case 'choice':
      return shape.choices.map(({ value }) => value);
    case 'boolean':
      return [true, false];
    case 'number':
      return numbers;
    case 'text':
      return [shape.initial === '' ? 'x' : shape.initial];
    case 'list':
      return [[newItem(shape.item, [])]];
    case 'tuple':
      return numbers.map((number) => shape.items.map(() => number));
    case 'group':
      return [written ?? valueOfVariant({ shape, constants: {} }, undefined)];
    case 'union': {
      const [first] = shape.variants;
      return first === undefined ? [] : valuesToTry(first.shape, written);
    }
  }
}

function valueAt(value: unknown, path: FormPath): unknown {
  return path.reduce<unknown>(
    (at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    value,
  );
}

/** A copy of a value with another one at a path. */
function withValue(value: unknown, [key, ...rest]: FormPath, inner: unknown): unknown {
  if (key === undefined) return inner;
  const object = isObject(value) ? value : {};
  return { ...object, [key]: withValue(object[key], rest, inner) };
}

const isObject = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null;
