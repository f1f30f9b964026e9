import assert from 'node:assert/strict';
import { configJsonSchema } from '../../../../src/core/config/describeSchema';
import { formModel } from '../../../../src/host/form/formModel';
import type { FieldShape, FormField, Variant } from '../../../../src/protocol/form';

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly const?: unknown;
  readonly description?: string;
}

/** Every key of the schema with the kind of object it is in: `data.train<copy>.size`. Constants are those kinds. */
function keysOfSchema(node: SchemaNode, place: string): string[] {
  const branches = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  if (branches.length > 0) return branches.flatMap((branch) => keysOfSchema(branch, place));
  const properties = Object.entries(node.properties ?? {});
  const constant = properties.find(([, child]) => child.const !== undefined)?.[1].const;
  const kind = typeof constant === 'string' ? `${place}<${constant}>` : place;
  const items = node.items === undefined ? [] : 'length' in node.items ? node.items : [node.items];
  return [
    ...properties
      .filter(([, child]) => child.const === undefined)
      .flatMap(([key, child]) => [`${kind}.${key}`, ...keysOfSchema(child, `${kind}.${key}`)]),
    ...items.flatMap((item) => keysOfSchema(item, `${place}[]`)),
  ];
}

function keysOfForm(shape: FieldShape, place: string): string[] {
  switch (shape.kind) {
    case 'group':
      return shape.fields.flatMap(({ key, shape: inner }) => [
        `${place}.${key}`,
        ...keysOfForm(inner, `${place}.${key}`),
      ]);
    case 'list':
      return keysOfForm(shape.item, `${place}[]`);
    case 'tuple':
      return shape.items.flatMap((item) => keysOfForm(item, `${place}[]`));
    case 'union':
      return shape.variants.flatMap(({ name, shape: inner }: Variant) =>
        keysOfForm(inner, name === undefined ? place : `${place}<${name}>`),
      );
    default:
      return [];
  }
}

const sections = formModel();

function field(path: string): FormField {
  const steps = path.split('.');
  const key = steps.pop() ?? '';
  const section = sections.find((each) => each.path.join('.') === steps.join('.'));
  return section?.fields.find((each) => each.key === key) ?? assert.fail(`${path} has no field`);
}

describe('The model of the form', () => {
  it('has exactly one field for every key of the schema', () => {
    const schema = keysOfSchema(configJsonSchema(), '');
    const form = sections.flatMap(({ path, fields }) =>
      keysOfForm({ kind: 'group', fields }, path.map((key) => `.${key}`).join('')),
    );
    // Objects that are sections have no field of their own.
    const objects = sections.map(({ path }) => path.map((key) => `.${key}`).join(''));
    // Which keys are varied, and how, is for the text.
    const expected = schema.filter((key) => !objects.includes(key) && !key.startsWith('.sweep'));
    assert.ok(expected.length > 200, String(expected.length));
    assert.deepEqual([...form].sort(), [...expected].sort());
    assert.equal(new Set(form).size, form.length);
  });

  it('describes every field', () => {
    const described = (shape: FieldShape): void => {
      if (shape.kind === 'group')
        for (const inner of shape.fields) {
          assert.notEqual(inner.description, '', inner.key);
          assert.doesNotMatch(inner.description, /\bDefault\b/, inner.key);
          described(inner.shape);
        }
      if (shape.kind === 'union') shape.variants.forEach((variant) => described(variant.shape));
    };
    for (const { fields } of sections) described({ kind: 'group', fields });
  });

  it('edits each key by what it may be', () => {
    assert.deepEqual(field('model.encoder.hidden_size').shape, {
      kind: 'number',
      isWhole: true,
      expected: 'a whole number from 1 to 8192',
    });
    const { shape: bidirectional } = field('model.encoder.bidirectional');
    const choices = bidirectional.kind === 'choice' ? bidirectional.choices.map(({ value }) => value) : [];
    assert.deepEqual(choices, [false, true, 'bottom']);
    assert.equal(field('training.adam_betas').shape.kind, 'tuple');
    assert.equal(field('testing.eval_metrics').shape.kind, 'list');
    const { shape } = field('data.train');
    const kinds = shape.kind === 'union' ? shape.variants.map(({ name }) => name) : [];
    assert.deepEqual(kinds.slice(0, 3), [undefined, 'dates', 'addition']);
    assert.equal(field('training.clip_grad_norm').defaultText, 'no clipping');
    assert.equal(field('training.batch_size').byDefault, 64);
  });

  it('knows which texts are paths of files', () => {
    const paths = (shape: FieldShape, place: string): string[] => {
      if (shape.kind === 'text') return shape.isPath ? [place] : [];
      if (shape.kind === 'group')
        return shape.fields.flatMap((inner) => paths(inner.shape, `${place}.${inner.key}`));
      return shape.kind === 'union' ? shape.variants.flatMap((variant) => paths(variant.shape, place)) : [];
    };
    const found = sections.flatMap(({ path, fields }) => paths({ kind: 'group', fields }, path.join('.')));
    assert.deepEqual(found, [
      'data.train',
      'data.dev',
      'data.test',
      'data.src.codes_file',
      'data.trg.codes_file',
      'model.encoder.embeddings.load_pretrained',
      'model.decoder.embeddings.load_pretrained',
    ]);
  });
});
