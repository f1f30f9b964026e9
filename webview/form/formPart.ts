import type { FormPath } from '../../src/protocol/form';
import type { Texts } from '../texts';
import type { FieldFilter } from './fieldFilter';
import type { FormMessages } from './formMessages';
import type { FormState, Notes } from './formState';

/** What all parts of a form use. */
export interface FormContext {
  readonly texts: Texts;
  readonly messages: FormMessages;
}

/** A field, or fields that belong together. */
export interface FormPart {
  readonly element: HTMLElement;
  readonly path: FormPath;
  /** Shows the value of the text. */
  render(state: FormState): void;
  /** Shows what is said about it. The value has been rendered. */
  annotate(notes: Notes): void;
  /** Shows what fits, and says whether anything does. `isWithin`: the words fit what it is in. */
  filter(filter: FieldFilter, isWithin?: boolean): boolean;
  /** The part for a key: the innermost that there is. */
  find(path: FormPath): FormPart;
  /** Gives it the keyboard. */
  focus(): void;
}

/** The innermost of some parts, or of what they are in, that a path leads to. */
export function findAmong(parts: Iterable<FormPart>, path: FormPath, whole: FormPart): FormPart {
  for (const part of parts) {
    const isOnTheWay = part.path.every((key, index) => path[index] === key);
    if (isOnTheWay && part.path.length > whole.path.length) return part.find(path);
  }
  return whole;
}
