import { configJsonSchema, isKnownPath } from './describeSchema';
import { isFixedPath } from './variants/fixedKeys';

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly description?: string;
  readonly markdownDescription?: string;
}

/** The JSON Schema that the editor works with: that of a config, and the keys that a sweep can vary, with their values. */
export function editorSchema(): Record<string, unknown> {
  const schema = configJsonSchema();
  const sweep = childOf(schema, 'sweep');
  const parameters = childOf(sweep, 'parameters');
  return {
    ...schema,
    properties: {
      ...propertiesOf(schema),
      sweep: {
        ...sweep,
        properties: {
          ...propertiesOf(sweep),
          parameters: { ...parameters, properties: Object.fromEntries(sweptKeys(schema, [], '#')) },
        },
      },
    },
  };
}

/** By dotted path: a list of what may stand there. Keys of generators are known by the name of theirs alone. */
function sweptKeys(node: SchemaNode, path: readonly string[], pointer: string): [string, object][] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const own = [...path, key];
    const place = `${pointer}/properties/${key}`;
    if (isFixedPath(own.join('.')) || !isKnownPath(own)) return [];
    const below = sweptKeys(child, own, place);
    const { description = '', markdownDescription = description } = child;
    const list = { type: 'array', items: { $ref: place }, description, markdownDescription };
    return child.properties === undefined ? [[own.join('.'), list]] : below;
  });
}

const propertiesOf = (node: SchemaNode): Readonly<Record<string, SchemaNode>> => node.properties ?? {};

const childOf = (node: SchemaNode, key: string): SchemaNode => node.properties?.[key] ?? {};
