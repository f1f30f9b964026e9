import { z } from 'zod';
import type { PanelStrings } from './panel';

/**
 * Between the extension host and the form of a config. The page says `ready` and gets the model of the form and the value of
 * the text; it asks for changes, and shows nothing as changed before the text is. Hidden it gets nothing: shown again, it
 * says `ready` again.
 */

export type FormPath = readonly (string | number)[];

/** What can stand in a dropdown. */
export type ChoiceValue = string | number | boolean;

export interface Choice {
  readonly value: ChoiceValue;
  readonly description?: string;
}

/** What a value may be, and so how it is edited. */
export type FieldShape =
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
  | { readonly kind: 'boolean' }
  /** `expected` says in words which numbers are valid. */
  | { readonly kind: 'number'; readonly isWhole: boolean; readonly expected: string }
  /** `initial` is what a new one begins with. */
  | {
      readonly kind: 'text';
      /** A file's path, relative to the config. */
      readonly isPath: boolean;
      readonly mayBeEmpty: boolean;
      readonly initial: string;
    }
  | { readonly kind: 'list'; readonly item: FieldShape }
  | { readonly kind: 'tuple'; readonly items: readonly FieldShape[] }
  | { readonly kind: 'group'; readonly fields: readonly FormField[] }
  | { readonly kind: 'union'; readonly variants: readonly Variant[] };

/** One kind of value of a key that may be of several kinds. */
export interface Variant {
  /** The value of its constant key, such as a generator's name; undefined: the shape says what it is. */
  readonly name?: string;
  readonly description?: string;
  /** What an object of this kind holds to be of it, such as `{"generator": "copy"}`. */
  readonly constants: Readonly<Record<string, unknown>>;
  readonly shape: FieldShape;
}

export interface FormField {
  readonly key: string;
  readonly shape: FieldShape;
  readonly description: string;
  /** What the description says about the default; empty: nothing. */
  readonly defaultText: string;
  /** The default, where it is one value; an object's is made of those of its keys. */
  readonly byDefault?: unknown;
  readonly isRequired: boolean;
}

export type SectionName = 'experiment' | 'data' | 'model' | 'encoder' | 'decoder' | 'training' | 'testing';

export interface FormSection {
  readonly name: SectionName;
  readonly path: readonly string[];
  readonly fields: readonly FormField[];
}

export interface FormProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The key as the text has it; empty: the whole file. */
  readonly path: FormPath;
  readonly line: number;
}

/** A key that would do nothing, whatever its value, as the other keys are. */
export interface IdleKey {
  readonly path: FormPath;
  readonly reason: string;
}

/** Why nothing can be edited. */
export type Blocked =
  | { readonly reason: 'syntax'; readonly message: string; readonly line: number }
  | { readonly reason: 'read-only' };

export type ToForm =
  | {
      readonly type: 'form-model';
      readonly fileName: string;
      readonly sections: readonly FormSection[];
      readonly strings: PanelStrings;
    }
  | {
      readonly type: 'form-value';
      /** What the text holds; undefined where that can't be said. */
      readonly value: unknown;
      /** The last edit that the text has, or that was refused. */
      readonly answered: number;
      readonly blocked: Blocked | undefined;
    }
  | {
      readonly type: 'form-problems';
      readonly problems: readonly FormProblem[];
      /** Undefined: not known yet, or unknowable while there are errors. */
      readonly idle: readonly IdleKey[] | undefined;
    }
  /** Bring a field into view and give it the keyboard. */
  | { readonly type: 'form-show'; readonly path: FormPath };

const path = z.array(z.union([z.string(), z.int().min(0)])).min(1);

const changeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set'), path, value: z.json() }),
  z.object({ kind: z.literal('reset'), path }),
  /** Makes the value one of another kind, with what both kinds have in common. */
  z.object({ kind: z.literal('choose'), path, variant: z.int().min(0) }),
  /** Adds an item to a list. */
  z.object({ kind: z.literal('add'), path }),
  z.object({ kind: z.literal('swap'), path, first: z.int().min(0), second: z.int().min(0) }),
]);
export type FormChange = z.output<typeof changeSchema>;

export const fromFormSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** Edits are numbered from 1, so that the page knows which ones an answer has seen. */
  z.object({ type: z.literal('edit'), id: z.int(), change: changeSchema }),
  /** Choose a file for the key. */
  z.object({ type: z.literal('browse'), path }),
  /** Show the text, at a key or a line (from 1). */
  z.object({ type: z.literal('open-text'), path: path.optional(), line: z.int().min(1).optional() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type FromForm = z.output<typeof fromFormSchema>;
