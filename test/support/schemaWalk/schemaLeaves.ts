import { configJsonSchema } from '../../../src/core/config/describeSchema';

/** What a walk needs of a node of the JSON Schema. */
interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** A key whose value is no object: where the walk ends. */
export interface SchemaLeaf {
  readonly path: readonly string[];
  /** Whether leaving it out means one value; else it is worked out from other keys. */
  readonly hasDefault: boolean;
  /** Values to try in a config that has `current` there: every choice of a closed set, else numbers nearby or texts. */
  readonly values: (current: unknown) => readonly unknown[];
}

/** What to try at keys that any text may stand at, or where a number nearby would change nothing: by the end of their path. */
export type Texts = Readonly<Record<string, readonly unknown[]>>;

/** Every leaf of the config's schema. The keys of generators are in {@link generatorLeaves}. */
export function schemaLeaves(texts: Texts): SchemaLeaf[] {
  return leavesBelow(configJsonSchema(), [], texts);
}

/** The leaves of every generator, below `data.train`. */
export function generatorLeaves(texts: Texts): ReadonlyMap<string, readonly SchemaLeaf[]> {
  const { properties } = configJsonSchema() as SchemaNode;
  const train = properties?.['data']?.properties?.['train'];
  const generators = branchesOf(train ?? {}).filter(isGenerator);
  return new Map(
    generators.map((node) => [
      String(node.properties?.['generator']?.const),
      leavesBelow(node, ['data', 'train'], texts),
    ]),
  );
}

function leavesBelow(node: SchemaNode, path: readonly string[], texts: Texts): SchemaLeaf[] {
  const branches = branchesOf(node);
  // Their keys are walked apart, or there would be those of every generator in each.
  const objects = branches.filter((branch) => branch === node || !isGenerator(branch));
  const below = objects.flatMap(({ properties = {}, items }) => [
    ...Object.entries(properties).flatMap(([key, child]) => leavesBelow(child, [...path, key], texts)),
    ...elements(items).flatMap((item, i) => leavesBelow(item, [...path, String(i)], texts)),
  ]);
  const scalars = branches.filter(
    ({ properties, items }) => properties === undefined && elements(items).length === 0,
  );
  if (scalars.length === 0) return below;
  const own = textsFor(path, texts);
  const values = (current: unknown) => own ?? scalars.flatMap((scalar) => valuesOf(scalar, current, path));
  return [{ path, hasDefault: node.default !== undefined, values }, ...below];
}

function branchesOf(node: SchemaNode): readonly SchemaNode[] {
  const alternatives = node.anyOf ?? node.oneOf;
  return alternatives === undefined ? [node] : alternatives.flatMap(branchesOf);
}

function isGenerator({ properties }: SchemaNode): boolean {
  return properties?.['generator'] !== undefined;
}

/** The elements of an array that are walked one by one: all of a tuple, the first of a list of objects. */
function elements(items: SchemaNode['items']): readonly SchemaNode[] {
  if (items === undefined) return [];
  if (!('properties' in items)) return Array.isArray(items) ? (items as readonly SchemaNode[]) : [];
  return [items];
}

function valuesOf(node: SchemaNode, current: unknown, path: readonly string[]): readonly unknown[] {
  if (node.enum !== undefined) return node.enum;
  if (node.const !== undefined) return [node.const];
  switch (node.type) {
    case 'boolean':
      return [true, false];
    case 'integer':
    case 'number':
      return numbersNear(node, current);
    case 'array': {
      const [item] = [node.items].flat() as readonly SchemaNode[];
      if (item?.enum !== undefined) return item.enum.map((value) => [value]);
      break;
    }
    default:
  }
  throw new Error(`The walk has nothing to try at ${path.join('.')}: add it to its texts.`);
}

/** Two numbers within the limits, other than the current one. */
function numbersNear(node: SchemaNode, current: unknown): readonly number[] {
  const { minimum = node.exclusiveMinimum ?? -Infinity, maximum = node.exclusiveMaximum ?? Infinity } = node;
  const isAllowed = (value: number): boolean =>
    value >= minimum &&
    value <= maximum &&
    value !== current &&
    value !== node.exclusiveMinimum &&
    value !== node.exclusiveMaximum;
  const base = typeof current === 'number' ? current : Math.max(minimum, 0);
  const candidates =
    node.type === 'integer'
      ? [base + 1, base + 2, base - 1, base]
      : [base === 0 ? 0.25 : base / 2, base === 0 ? 0.5 : base * 2, base / 4];
  return candidates.filter(isAllowed).slice(0, 2);
}

function textsFor(path: readonly string[], texts: Texts): readonly unknown[] | undefined {
  const dotted = path.join('.');
  return Object.entries(texts).find(([end]) => dotted === end || dotted.endsWith(`.${end}`))?.[1];
}
