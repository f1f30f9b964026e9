import { configJsonSchema, expectedInWords } from '../../core/config/describeSchema';
import { inWords } from '../../core/config/message';
import type { Choice, FieldShape, FormField, FormSection, SectionName, Variant } from '../../protocol/form';

/** What the form needs of a JSON Schema node. */
interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly minLength?: number;
  readonly pattern?: string;
}

/** How the schema says that a text is a regular expression between slashes. */
const regularExpression = '^\\/.*\\/$';

/** Where each section begins, and which keys there are sections of their own, or for the text alone. */
const places: readonly {
  readonly name: SectionName;
  readonly path: readonly string[];
  readonly apart: readonly string[];
}[] = [
  { name: 'experiment', path: [], apart: ['data', 'model', 'training', 'testing', 'sweep'] },
  { name: 'data', path: ['data'], apart: [] },
  { name: 'encoder', path: ['model', 'encoder'], apart: [] },
  { name: 'decoder', path: ['model', 'decoder'], apart: [] },
  { name: 'model', path: ['model'], apart: ['encoder', 'decoder'] },
  { name: 'training', path: ['training'], apart: [] },
  { name: 'testing', path: ['testing'], apart: [] },
];

let made: readonly FormSection[] | undefined;

/** The form of a config, from its schema: a field for every key. */
export function formModel(): readonly FormSection[] {
  made ??= makeSections(configJsonSchema());
  return made;
}

function makeSections(root: SchemaNode): FormSection[] {
  return places.map(({ name, path, apart }) => {
    const node = path.reduce<SchemaNode>((at, key) => at.properties?.[key] ?? {}, root);
    const fields = fieldsOf(node, path).filter(({ key }) => !apart.includes(key));
    // The editor attaches the schema by itself: hardly anyone writes its address.
    const last = fields.filter(({ key }) => key === '$schema');
    return { name, path, fields: [...fields.filter((field) => !last.includes(field)), ...last] };
  });
}

function fieldsOf({ properties = {}, required = [] }: SchemaNode, path: readonly string[]): FormField[] {
  return Object.entries(properties)
    .filter(([, node]) => node.const === undefined)
    .map(([key, node]) => {
      const [description = '', ...defaults] = (node.description ?? '').split(/ (?=Default\b)/);
      const defaultText = defaults.join(' ').replace(/^Default:? (.*?)\.?$/, '$1');
      const shape = shapeOf(node, [...path, key]);
      const isRequired = required.includes(key);
      const field = { key, shape, description, defaultText, isRequired };
      return node.default === undefined ? field : { ...field, byDefault: node.default };
    });
}

function shapeOf(node: SchemaNode, path: readonly string[]): FieldShape {
  const branches = branchesOf(node);
  const choices = branches.map(choicesOf);
  // Several closed choices are one: false, true or "bottom".
  if (branches.length > 1 && choices.every((each) => each !== undefined))
    return { kind: 'choice', choices: choices.flat() };
  if (branches.length > 1)
    return { kind: 'union', variants: branches.map((branch) => variantOf(branch, node, path)) };
  if (node.enum !== undefined) return { kind: 'choice', choices: choicesOf(node) ?? [] };
  switch (node.type) {
    case 'boolean':
      return { kind: 'boolean' };
    case 'integer':
    case 'number':
      return { kind: 'number', isWhole: node.type === 'integer', expected: inWords(expectedInWords(path)) };
    case 'array':
      return listShape(node, path);
    case 'object':
      return { kind: 'group', fields: fieldsOf(node, path) };
    default:
      return textShape(node, path);
  }
}

function textShape({ description, minLength = 0, pattern }: SchemaNode, path: readonly string[]): FieldShape {
  const isPath = description?.includes('relative to this file') ?? false;
  const mayBeEmpty = minLength === 0 && pattern === undefined;
  // A regular expression that any text obeys.
  const begun = pattern === regularExpression ? '/.*/' : '';
  return { kind: 'text', isPath, mayBeEmpty, initial: isPath ? `${path.at(-1) ?? ''}.tsv` : begun };
}

function listShape({ items = {} }: SchemaNode, path: readonly string[]): FieldShape {
  if (!('length' in items)) return { kind: 'list', item: shapeOf(items, path) };
  return { kind: 'tuple', items: items.map((item) => shapeOf(item, path)) };
}

/** @param whole the key's own node: what it says about files is about its texts */
function variantOf(branch: SchemaNode, whole: SchemaNode, path: readonly string[]): Variant {
  const constants = Object.fromEntries(
    Object.entries(branch.properties ?? {}).flatMap(([key, child]) =>
      child.const === undefined ? [] : [[key, child.const]],
    ),
  );
  const [name] = Object.values(constants);
  const described = branch.type === 'string' ? { ...branch, description: whole.description ?? '' } : branch;
  return {
    constants,
    shape: shapeOf(described, path),
    ...(typeof name === 'string' ? { name } : {}),
    ...(branch.description === undefined ? {} : { description: branch.description }),
  };
}

function branchesOf(node: SchemaNode): readonly SchemaNode[] {
  const branches = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return branches.length === 0 ? [node] : branches.flatMap(branchesOf);
}

/** The values of a closed choice. */
function choicesOf(node: SchemaNode): Choice[] | undefined {
  if (node.type === 'boolean') return [{ value: false }, { value: true }];
  return node.enum?.filter(isChoiceValue).map((value, index) => {
    const description = node.enumDescriptions?.[index];
    return description === undefined ? { value } : { value, description };
  });
}

const isChoiceValue = (value: unknown): value is Choice['value'] =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
