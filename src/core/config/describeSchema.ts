import { z } from 'zod';
import { formatPath } from './formatPath';
import type { ConfigPath } from './configDocument';
import { linkPapers } from './papers';
import { configSchema } from './schema';
import { inWords, say, type Message } from './message';

/** What walking and describing needs of a JSON Schema node. */
interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** What completion offers in an empty file. */
const newExperiment = {
  label: 'experiment',
  description: 'A small encoder–decoder with attention',
  body: {
    data: { train: '${1:train.tsv}', dev: '${2:dev.tsv}' },
    model: {
      encoder: { rnn_type: 'lstm', hidden_size: '^${3:64}' },
      decoder: { rnn_type: 'lstm', hidden_size: '^${3:64}', attention: 'dot' },
    },
    training: { updates: '^${4:1000}' },
  },
};

/** The JSON Schema of a config as written (draft 7): for the editor's completion, hovers and checks. */
export function configJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, {
    target: 'draft-7',
    io: 'input',
    reused: 'inline',
    override: ({ jsonSchema }) => {
      // zod bounds every integer by what a double holds exactly: true, and of no use to a reader.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      const { description } = jsonSchema;
      if (description !== undefined) jsonSchema['markdownDescription'] = hoverText(description);
      const choices = jsonSchema['enumDescriptions'];
      if (Array.isArray(choices)) jsonSchema['markdownEnumDescriptions'] = choices.map(choiceText);
    },
  });
  return {
    $schema,
    title: 'Seq2Seq Lab experiment',
    defaultSnippets: [newExperiment],
    ...schema,
    allowComments: true,
    allowTrailingCommas: true,
  };
}

function choiceText(description: unknown): string {
  return linkPapers(quotesToCode(String(description)));
}

function quotesToCode(text: string): string {
  return text.replace(/`[^`]*`|"[^"]*"/g, (part) => (part.startsWith('`') ? part : `\`${part}\``));
}

/** Values in quotes become code, where they are not part of code already; the default stands in a line of its own. */
function hoverText(description: string): string {
  const [text = '', ...defaultText] = description.split(/ (?=Default\b)/);
  return [text, ...defaultText.map((sentence) => sentence.replace('Default', '**Default**'))]
    .map((paragraph) => linkPapers(quotesToCode(paragraph)))
    .join('\n\n');
}

let cachedRoot: SchemaNode | undefined;
function root(): SchemaNode {
  cachedRoot ??= configJsonSchema() as SchemaNode;
  return cachedRoot;
}

/**
 * The keys that are valid inside the object at `path`, in the order of the schema. Where a value may be one of several
 * objects, `written` (what the file says there) picks the branch; without a match the keys of all branches count.
 */
export function validKeys(path: ConfigPath, written: unknown): string[] {
  const objects = nodesAt(path).filter((node) => node.properties !== undefined);
  const matching = objects.filter((node) => agrees(node, written));
  const keys = (matching.length > 0 ? matching : objects).flatMap((node) =>
    Object.keys(node.properties ?? {}),
  );
  return [...new Set(keys)];
}

/** Whether a key is valid in some kind of object at `path`, if not in the written one. */
export function isKeyOfOtherKind(path: ConfigPath, key: string): boolean {
  return nodesAt(path).some((node) => node.properties?.[key] !== undefined);
}

/** Every key with the objects of the config in which it is valid: `hidden_size` → `model.encoder`, `model.decoder`. */
export function keysAndHomes(): ReadonlyMap<string, ReadonlySet<string>> {
  const keys = new Map<string, Set<string>>();
  const visit = (node: SchemaNode, path: ConfigPath): void => {
    for (const branch of branches(node)) {
      for (const [key, child] of Object.entries(branch.properties ?? {})) {
        keys.set(key, (keys.get(key) ?? new Set()).add(formatPath(path)));
        visit(child, [...path, key]);
      }
    }
  };
  visit(root(), []);
  return keys;
}

/** Whether the schema has a place at `path`, in some kind of object. */
export function isKnownPath(path: ConfigPath): boolean {
  return path.length > 0 && nodesAt(path).length > 0;
}

/** What the schema says about the key at `path`; empty when it says nothing. */
export function keyDescription(path: ConfigPath): string {
  const parent = nodesAt(path.slice(0, -1));
  const key = path.at(-1);
  const described = parent.map((node) => (typeof key === 'string' ? node.properties?.[key] : undefined));
  return described.find((node) => node?.description !== undefined)?.description ?? '';
}

/** Every text a value at `path` may be, where the choice is a closed one. */
export function validTexts(path: ConfigPath): string[] {
  const values = nodesAt(path).flatMap((node) => node.enum ?? ('const' in node ? [node.const] : []));
  return [...new Set(values)].filter((value) => typeof value === 'string');
}

/** Which numbers a value at `path` may be, as far as the schema names the least and the largest. */
export function numberRange(path: ConfigPath): {
  readonly minimum: number;
  readonly maximum: number;
  readonly isWhole: boolean;
} {
  const node = nodesAt(path).find(({ type }) => type === 'integer' || type === 'number');
  return {
    minimum: node?.minimum ?? -Infinity,
    maximum: node?.maximum ?? Infinity,
    isWhole: node?.type === 'integer',
  };
}

/** What a value at `path` may be, in words: `a whole number from 1 to 16`. */
export function expectedInWords(path: ConfigPath): Message {
  const nodes = nodesAt(path);
  const texts = validTexts(path).map((text) => say`${JSON.stringify(text)}`);
  const others = nodes
    .filter((node) => node.enum === undefined && !('const' in node))
    .flatMap((node) => (node.type === 'boolean' ? [say`true`, say`false`] : kindInWords(node)));
  const distinct = new Map([...texts, ...others].map((message) => [inWords(message), message]));
  return joinOr([...distinct.values()]);
}

/** `a, b or c` */
export function joinOr(words: readonly Message[]): Message {
  const [first = say``, ...others] = words;
  return others.reduce(
    (before, after, index) =>
      index < others.length - 1 ? say`${before}, ${after}` : say`${before} or ${after}`,
    first,
  );
}

function kindInWords(node: SchemaNode): Message {
  switch (node.type) {
    case 'integer':
      return say`a whole number${rangeInWords(node)}`;
    case 'number':
      return say`a number${rangeInWords(node)}`;
    case 'string':
      return say`text in double quotes`;
    case 'array':
      return Array.isArray(node.items) ? say`a list of ${node.items.length} values […]` : say`a list […]`;
    default: {
      const [key] = node.required ?? [];
      return key === undefined ? say`an object {…}` : say`an object {${JSON.stringify(key)}: …}`;
    }
  }
}

function rangeInWords(node: SchemaNode): Message {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = node;
  if (minimum !== undefined && maximum !== undefined) return say` from ${minimum} to ${maximum}`;
  const parts: Message[] = [];
  if (minimum !== undefined) parts.push(say`of at least ${minimum}`);
  if (exclusiveMinimum !== undefined) parts.push(say`above ${exclusiveMinimum}`);
  if (maximum !== undefined) parts.push(say`of at most ${maximum}`);
  if (exclusiveMaximum !== undefined) parts.push(say`below ${exclusiveMaximum}`);
  const [first, second] = parts;
  if (first === undefined) return say``;
  return second === undefined ? say` ${first}` : say` ${first} and ${second}`;
}

function nodesAt(path: ConfigPath): SchemaNode[] {
  let nodes = branches(root());
  for (const part of path) {
    nodes = nodes.flatMap((node) => {
      const next = typeof part === 'number' ? itemSchema(node, part) : node.properties?.[part];
      return next === undefined ? [] : branches(next);
    });
  }
  return nodes;
}

function branches(node: SchemaNode): SchemaNode[] {
  const choices = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return choices.length === 0 ? [node] : choices.flatMap(branches);
}

function itemSchema(node: SchemaNode, index: number): SchemaNode | undefined {
  if (node.items === undefined) return undefined;
  return 'length' in node.items ? node.items[index] : node.items;
}

/** Whether every constant of the branch (such as `"generator": "copy"`) is what the file says. */
function agrees(node: SchemaNode, written: unknown): boolean {
  if (typeof written !== 'object' || written === null) return true;
  const values = new Map(Object.entries(written));
  return Object.entries(node.properties ?? {}).every(
    ([key, property]) => property.const === undefined || property.const === values.get(key),
  );
}
