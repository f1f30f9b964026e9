import type { FormField, FormPath } from '../../src/protocol/form';
import { isLeaf } from './controls';
import type { FormContext, FormPart } from './formPart';
import { GroupField } from './groupField';
import { LeafField } from './leafField';
import { ListField } from './listField';
import { UnionField } from './unionField';

/** The part of a form that edits a key. */
export function createPart(context: FormContext, field: FormField, path: FormPath): FormPart {
  const { shape } = field;
  if (isLeaf(shape)) return new LeafField(context, field, shape, path);
  switch (shape.kind) {
    case 'group':
      return new GroupField(context, field, shape, path);
    case 'list':
      return new ListField(context, field, shape, path);
    case 'union':
      return new UnionField(context, field, shape, path);
  }
}
