import type { FieldShape, FormField, FormPath, Variant } from '../../src/protocol/form';
import { createElement } from '../dom';
import type { Texts } from '../texts';
import { Dropdown, type DropdownOption } from '../ui/dropdown';
import { createControl, isLeaf, type Control } from './controls';
import { createPart } from './createPart';
import type { FieldFilter } from './fieldFilter';
import { FieldFrame } from './fieldFrame';
import { findAmong, type FormContext, type FormPart } from './formPart';
import { isObject, valueAt, type FormState, type Notes } from './formState';

type UnionShape = Extract<FieldShape, { kind: 'union' }>;

/** A key whose value may be of several kinds: a choice of the kind, and what that needs. */
export class UnionField implements FormPart {
  readonly element = createElement('div', { class: 'form-field form-union' });
  readonly #frame: FieldFrame;
  readonly #kind: Dropdown;
  readonly #place: HTMLElement;
  readonly #content: HTMLElement;
  readonly #mayBeUnset: boolean;
  /** The kind that is shown; -1: the key is not set. */
  #shown: number | undefined;
  #control: Control | undefined;
  #parts: readonly FormPart[] = [];

  constructor(
    private readonly context: FormContext,
    private readonly field: FormField,
    private readonly shape: UnionShape,
    readonly path: FormPath,
  ) {
    const { texts, messages } = context;
    this.#frame = new FieldFrame(context, field, path, this.element);
    this.#mayBeUnset = field.byDefault === undefined && !field.isRequired;
    this.#kind = new Dropdown({
      id: this.#frame.controlId,
      label: texts.get('form.kindOf', field.key),
      onChange: (index) => {
        const kind = index - (this.#mayBeUnset ? 1 : 0);
        if (kind < 0) messages.reset(path);
        else if (kind !== this.#shown) messages.choose(path, kind);
      },
    });
    this.#place = createElement('div', { class: 'field-control' }, this.#kind.element, this.#frame.idle);
    this.#content = createElement('div', { class: 'group-fields' });
    this.element.append(
      createElement(
        'label',
        { class: 'field-label', attributes: { for: this.#frame.controlId } },
        this.#frame.name,
      ),
      this.#place,
      this.#frame.actions,
      this.#frame.notes,
      this.#content,
    );
  }

  render(state: FormState): void {
    const { texts } = this.context;
    const written = valueAt(state.value, this.path);
    const disabled = state.blocked !== undefined;
    this.#frame.render(written !== undefined, disabled);
    const kind = kindOf(this.shape, written === undefined ? this.field.byDefault : written);
    this.#build(kind);
    const options = this.shape.variants.map((variant) => kindText(texts, variant));
    const unset = this.field.defaultText;
    if (this.#mayBeUnset)
      options.unshift({
        text: unset === '' ? texts.get('form.notSet') : texts.get('form.notSetBut', unset),
      });
    this.#kind.show(options, kind + (this.#mayBeUnset ? 1 : 0));
    this.#kind.disabled = disabled;
    this.#control?.render(written, disabled);
    for (const part of this.#parts) part.render(state);
  }

  annotate(notes: Notes): void {
    this.#frame.annotate(notes);
    this.#describe();
    for (const part of this.#parts) part.annotate(notes);
  }

  filter(filter: FieldFilter, isWithin = false): boolean {
    const own = this.#frame.fits(filter, isWithin);
    const inner = this.#parts.map((part) => part.filter(filter, isWithin || own));
    const visible = own || inner.includes(true);
    this.element.hidden = !visible;
    return visible;
  }

  find(path: FormPath): FormPart {
    return findAmong(this.#parts, path, this);
  }

  focus(): void {
    (this.#control?.targets[0] ?? this.#kind.element).focus({ preventScroll: true });
  }

  /** Makes what a kind needs, when it is another one than before. */
  #build(kind: number): void {
    if (kind === this.#shown) return;
    const hadKeyboard = this.element.contains(document.activeElement);
    this.#shown = kind;
    const variant = this.shape.variants[kind];
    this.#control?.element.remove();
    this.#control = undefined;
    this.#parts = [];
    if (variant !== undefined) {
      const { shape } = variant;
      if (isLeaf(shape)) this.#control = this.#createControl(shape);
      else if (shape.kind === 'group')
        this.#parts = shape.fields.map((field) => createPart(this.context, field, [...this.path, field.key]));
    }
    if (this.#control !== undefined) this.#kind.element.after(this.#control.element);
    this.#content.replaceChildren(...this.#parts.map(({ element }) => element));
    this.#content.hidden = this.#parts.length === 0;
    this.#frame.setLocalProblem(undefined);
    this.#describe();
    if (hadKeyboard && !this.element.contains(document.activeElement)) this.#kind.element.focus();
  }

  #createControl(shape: Parameters<typeof createControl>[0]): Control {
    const { messages, texts } = this.context;
    const { path, field } = this;
    return createControl(shape, {
      texts,
      // Leaving it out is another kind.
      field: { ...field, isRequired: field.isRequired || this.#mayBeUnset },
      label: field.key,
      set: (value) => messages.set(path, value),
      reset: () => messages.reset(path),
      browse: () => messages.browse(path),
      onInvalid: (message) => {
        this.#frame.setLocalProblem(message);
        this.#describe();
      },
    });
  }

  #describe(): void {
    for (const target of [this.#kind.element, ...(this.#control?.targets ?? [])])
      this.#frame.describe(target);
  }
}

/** Which kind a value is of; -1 for none. What fits no kind is shown as the first one that could hold it. */
function kindOf({ variants }: UnionShape, value: unknown): number {
  if (value === undefined) return -1;
  const exact = variants.findIndex((variant) => isOfKind(variant, value));
  if (exact !== -1) return exact;
  const kind = isObject(value) && !Array.isArray(value) ? 'group' : 'leaf';
  return variants.findIndex(({ shape }) => (shape.kind === 'group') === (kind === 'group'));
}

function isOfKind({ shape, constants }: Variant, value: unknown): boolean {
  switch (shape.kind) {
    case 'group':
      return isObject(value) && Object.entries(constants).every(([key, constant]) => value[key] === constant);
    case 'choice':
      return shape.choices.some((choice) => choice.value === value);
    case 'text':
      return typeof value === 'string';
    case 'number':
    case 'boolean':
      return typeof value === shape.kind;
    case 'list':
    case 'tuple':
      return Array.isArray(value);
    case 'union':
      return false;
  }
}

function kindText(texts: Texts, { name, description, shape }: Variant): DropdownOption {
  if (name !== undefined)
    return {
      text: texts.get('form.kind.generator', name),
      ...(description === undefined ? {} : { hint: description }),
    };
  switch (shape.kind) {
    case 'text':
      return { text: texts.get(shape.isPath ? 'form.kind.file' : 'form.kind.text') };
    case 'choice':
    case 'boolean':
      return { text: texts.get('form.kind.name') };
    case 'number':
      return { text: texts.get('form.kind.number') };
    case 'list':
    case 'tuple':
      return { text: texts.get('form.kind.list') };
    case 'group':
    case 'union':
      return { text: texts.get('form.kind.object') };
  }
}
