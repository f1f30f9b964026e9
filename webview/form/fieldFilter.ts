import type { FieldShape, FormField, FormPath } from '../../src/protocol/form';

/** Which fields are shown. */
export interface FieldFilter {
  /** Words in lower case that all have to occur. */
  readonly words: readonly string[];
  readonly onlyChanged: boolean;
  readonly hideIdle: boolean;
}

export function wordsOf(query: string): string[] {
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** What a search looks through: the key and its place, what is said of it, and the names of its choices. */
export function searchText({ description, defaultText, shape }: FormField, path: FormPath): string {
  return [path.join('.'), description, defaultText, ...namesIn(shape)].join(' ').toLowerCase();
}

function namesIn(shape: FieldShape): string[] {
  switch (shape.kind) {
    case 'choice':
      return shape.choices.flatMap(({ value, description = '' }) => [String(value), description]);
    case 'union':
      return shape.variants.flatMap(({ name = '', description = '', shape: inner }) => [
        name,
        description,
        ...(inner.kind === 'choice' ? namesIn(inner) : []),
      ]);
    default:
      return [];
  }
}

/** Whether a field fits; `isWithin`: the words fit what it is in. */
export function fits(
  filter: FieldFilter,
  field: { readonly text: string; readonly isSet: boolean; readonly isIdle: boolean },
  isWithin = false,
): boolean {
  if (filter.onlyChanged && !field.isSet) return false;
  if (filter.hideIdle && field.isIdle && !field.isSet) return false;
  return isWithin || filter.words.every((word) => field.text.includes(word));
}
