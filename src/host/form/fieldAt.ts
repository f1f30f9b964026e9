import type { FieldShape, FormField, FormPath, FormSection } from '../../protocol/form';

/** The shape of the value at a path; undefined when the form has no field for it. */
export function shapeAt(sections: readonly FormSection[], path: FormPath): FieldShape | undefined {
  const section = sections
    .filter((each) => each.path.every((key, index) => path[index] === key) && each.path.length < path.length)
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  if (section === undefined) return undefined;
  return below({ kind: 'group', fields: section.fields }, path.slice(section.path.length));
}

function below(shape: FieldShape, path: FormPath): FieldShape | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return shape;
  switch (shape.kind) {
    case 'group': {
      const field = shape.fields.find(({ key }) => key === step);
      return field === undefined ? undefined : below(field.shape, rest);
    }
    case 'list':
      return typeof step === 'number' ? below(shape.item, rest) : undefined;
    case 'tuple': {
      const item = typeof step === 'number' ? shape.items[step] : undefined;
      return item === undefined ? undefined : below(item, rest);
    }
    case 'union':
      // Keys of one name have the same shape in all kinds.
      return shape.variants.map((variant) => below(variant.shape, path)).find((found) => found !== undefined);
    default:
      return undefined;
  }
}

/** Whether leaving an object out means the same as writing `{}`. */
export function isImplied(sections: readonly FormSection[], path: FormPath): boolean {
  if (sections.some((section) => section.path.length > 0 && startsWith(section.path, path)))
    return path[0] !== 'data';
  const field = fieldAt(sections, path);
  return field?.shape.kind === 'group' && isEmptyObject(field.byDefault);
}

function fieldAt(sections: readonly FormSection[], path: FormPath): FormField | undefined {
  const parent = shapeOfParent(sections, path);
  return parent?.kind === 'group' ? parent.fields.find(({ key }) => key === path.at(-1)) : undefined;
}

function shapeOfParent(sections: readonly FormSection[], path: FormPath): FieldShape | undefined {
  const above = path.slice(0, -1);
  const section = sections.find((each) => each.path.join('/') === above.join('/'));
  return section === undefined ? shapeAt(sections, above) : { kind: 'group', fields: section.fields };
}

const startsWith = (path: FormPath, beginning: FormPath): boolean =>
  beginning.every((key, index) => path[index] === key);

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
