import type { FieldShape, FormField } from '../../src/protocol/form';
import { createElement, setText } from '../dom';
import type { Texts } from '../texts';
import { Dropdown, type DropdownOption } from '../ui/dropdown';
import { TextBox } from '../ui/textBox';
import { Tick } from '../ui/tick';
import type { FormValue } from './formMessages';
import { asText } from './formState';

/** What edits a value that stands in one place of the text. */
export interface Control {
  readonly element: HTMLElement;
  /** What has the keyboard, and what screen readers are told about. */
  readonly targets: readonly HTMLElement[];
  /** @param written undefined: the text does not have it */
  render(written: unknown, disabled: boolean): void;
}

export interface ControlOptions {
  readonly texts: Texts;
  readonly field: Pick<FormField, 'key' | 'defaultText' | 'byDefault' | 'isRequired'>;
  /** Of the element that a label is for; without one, `label` says what it is. */
  readonly id?: string;
  readonly label?: string;
  readonly set: (value: FormValue) => void;
  readonly reset: () => void;
  /** Lets the user choose a file. */
  readonly browse: () => void;
  /** Says what is wrong with what was typed; undefined: nothing. */
  readonly onInvalid: (message: string | undefined) => void;
}

export type LeafShape = Extract<FieldShape, { kind: 'choice' | 'boolean' | 'number' | 'text' | 'tuple' }>;

export function isLeaf(shape: FieldShape): shape is LeafShape {
  return shape.kind !== 'group' && shape.kind !== 'union' && shape.kind !== 'list';
}

export function createControl(shape: LeafShape, options: ControlOptions): Control {
  switch (shape.kind) {
    case 'choice':
      return new ChoiceControl(shape, options);
    case 'boolean':
      // Without a default of its own there are three choices.
      return options.field.byDefault === undefined
        ? new ChoiceControl({ kind: 'choice', choices: [{ value: true }, { value: false }] }, options)
        : new BooleanControl(options);
    case 'number':
      return new NumberControl(shape, options);
    case 'text':
      return new TextControl(shape, options);
    case 'tuple':
      return new TupleControl(shape, options);
  }
}

const names = ({ id, label }: ControlOptions) => ({
  ...(id === undefined ? {} : { id }),
  ...(label === undefined ? {} : { label }),
});

/** The default, in words where it is worked out from other keys. */
function placeholderOf({ byDefault, defaultText }: ControlOptions['field']): string {
  return byDefault === undefined ? defaultText.replaceAll('`', '') : asText(byDefault);
}

class ChoiceControl implements Control {
  readonly element: HTMLElement;
  readonly targets: readonly HTMLElement[];
  readonly #dropdown: Dropdown;
  readonly #shape: Extract<FieldShape, { kind: 'choice' }>;
  readonly #options: ControlOptions;
  readonly #mayBeUnset: boolean;

  constructor(shape: Extract<FieldShape, { kind: 'choice' }>, options: ControlOptions) {
    const { field, set, reset } = options;
    this.#shape = shape;
    this.#options = options;
    this.#mayBeUnset = field.byDefault === undefined && !field.isRequired;
    this.#dropdown = new Dropdown({
      ...names(options),
      onChange: (index) => {
        const choice = shape.choices[index - (this.#mayBeUnset ? 1 : 0)];
        if (choice !== undefined) set(choice.value);
        // The first one; what is not valid is there to be seen, not to be chosen.
        else if (index === 0) reset();
      },
    });
    this.element = this.#dropdown.element;
    this.targets = [this.element];
  }

  render(written: unknown, disabled: boolean): void {
    const { texts } = this.#options;
    const { byDefault, defaultText } = this.#options.field;
    const { choices } = this.#shape;
    const options: DropdownOption[] = choices.map(({ value, description }) => ({
      text: value === byDefault ? texts.get('form.defaultMark', String(value)) : String(value),
      ...(description === undefined ? {} : { hint: description }),
    }));
    if (this.#mayBeUnset) {
      const text =
        defaultText === ''
          ? texts.get('form.notSet')
          : texts.get('form.notSetBut', placeholderOf(this.#options.field));
      options.unshift({ text });
    }
    const shown = written === undefined ? byDefault : written;
    const place = choices.findIndex(({ value }) => value === shown);
    const chosen = place === -1 ? -1 : place + (this.#mayBeUnset ? 1 : 0);
    if (chosen === -1 && written !== undefined)
      options.push({ text: texts.get('form.otherValue', JSON.stringify(written)) });
    const index = chosen !== -1 ? chosen : written !== undefined ? options.length - 1 : 0;
    this.#dropdown.show(options, index);
    this.element.title = options[index]?.hint ?? '';
    this.#dropdown.disabled = disabled;
  }
}

class BooleanControl implements Control {
  readonly element: HTMLElement;
  readonly targets: readonly HTMLElement[];
  readonly #tick: Tick;
  readonly #word: HTMLElement;
  readonly #options: ControlOptions;

  constructor(options: ControlOptions) {
    this.#options = options;
    this.#tick = new Tick({ ...names(options), onChange: options.set });
    this.#word = createElement('span', { class: 'tick-word', attributes: { 'aria-hidden': 'true' } });
    this.element = createElement('span', { class: 'tick-row' }, this.#tick.element, this.#word);
    this.targets = [this.#tick.element];
  }

  render(written: unknown, disabled: boolean): void {
    const { texts, field } = this.#options;
    const value = typeof written === 'boolean' ? written : field.byDefault === true;
    this.#tick.ticked = value;
    this.#tick.disabled = disabled;
    const word = texts.get(value ? 'form.yes' : 'form.no');
    setText(this.#word, value === field.byDefault ? texts.get('form.defaultMark', word) : word);
  }
}

class NumberControl implements Control {
  readonly element: HTMLElement;
  readonly targets: readonly HTMLElement[];
  readonly #box: TextBox;

  constructor(shape: Extract<FieldShape, { kind: 'number' }>, options: ControlOptions) {
    const { texts, field, set, reset, onInvalid } = options;
    this.#box = new TextBox({
      ...names(options),
      mode: 'decimal',
      onCommit: (text) => {
        const typed = text.trim();
        const number = Number(typed);
        const isNumber = typed !== '' && Number.isFinite(number);
        if (typed === '' && field.isRequired) onInvalid(texts.get('form.numberNeeded', shape.expected));
        else if (typed !== '' && !isNumber) onInvalid(texts.get('form.notANumber', typed, shape.expected));
        else {
          onInvalid(undefined);
          if (isNumber) set(number);
          else reset();
          return true;
        }
        return false;
      },
    });
    this.#box.placeholder = placeholderOf(field);
    this.#box.element.classList.add('number-box');
    this.element = this.#box.element;
    this.targets = [this.element];
  }

  render(written: unknown, disabled: boolean): void {
    this.#box.readOnly = disabled;
    this.#box.show(asText(written), (typed) =>
      typeof written === 'number'
        ? Number(typed) === written && typed.trim() !== ''
        : typed === asText(written),
    );
  }
}

class TextControl implements Control {
  readonly element: HTMLElement;
  readonly targets: readonly HTMLElement[];
  readonly #box: TextBox;
  readonly #browse: HTMLButtonElement | undefined;

  constructor(shape: Extract<FieldShape, { kind: 'text' }>, options: ControlOptions) {
    const { texts, field, set, reset, browse } = options;
    this.#box = new TextBox({
      ...names(options),
      onCommit: (text) => {
        const isNothing = text === '' && !field.isRequired && (field.byDefault === '' || !shape.mayBeEmpty);
        if (isNothing) reset();
        else set(text);
        return true;
      },
    });
    this.#box.placeholder = placeholderOf(field);
    this.targets = [this.#box.element];
    if (!shape.isPath) {
      this.element = this.#box.element;
      return;
    }
    this.#browse = createElement('button', {
      class: 'plain-button',
      text: texts.get('form.browse'),
      attributes: { type: 'button', 'aria-label': texts.get('form.browseFor', field.key) },
    });
    this.#browse.addEventListener('click', browse);
    this.element = createElement('span', { class: 'path-row' }, this.#box.element, this.#browse);
  }

  render(written: unknown, disabled: boolean): void {
    this.#box.readOnly = disabled;
    if (this.#browse !== undefined) this.#browse.disabled = disabled;
    this.#box.show(asText(written));
  }
}

/** A list of a fixed length: a control for each place. */
class TupleControl implements Control {
  readonly element: HTMLElement;
  readonly targets: readonly HTMLElement[];
  readonly #controls: readonly Control[];
  readonly #defaults: readonly unknown[];
  #written: readonly unknown[] | undefined;

  constructor({ items }: Extract<FieldShape, { kind: 'tuple' }>, options: ControlOptions) {
    const { texts, field } = options;
    this.#defaults = Array.isArray(field.byDefault) ? field.byDefault : [];
    const label = options.label ?? field.key;
    this.#controls = items.filter(isLeaf).map((shape, index) =>
      createControl(shape, {
        texts,
        field: { key: field.key, defaultText: '', byDefault: this.#defaults[index], isRequired: true },
        label: texts.get('form.itemOf', label, index + 1),
        set: (value) => options.set(this.#with(index, value)),
        reset: options.reset,
        browse: options.browse,
        onInvalid: options.onInvalid,
      }),
    );
    const attributes = { role: 'group', 'aria-label': label };
    const elements = this.#controls.map(({ element }) => element);
    this.element = createElement('span', { class: 'tuple-row', attributes }, ...elements);
    this.targets = this.#controls.flatMap(({ targets }) => targets);
  }

  render(written: unknown, disabled: boolean): void {
    this.#written = Array.isArray(written) ? written : undefined;
    this.#controls.forEach((control, index) => control.render(this.#written?.[index], disabled));
  }

  #with(index: number, value: FormValue): FormValue {
    const items = (this.#written ?? this.#defaults).filter(isFormValue);
    return items.with(index, value);
  }
}

const isFormValue = (value: unknown): value is FormValue =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
