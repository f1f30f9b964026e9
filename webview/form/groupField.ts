import type { FieldShape, FormField, FormPath } from '../../src/protocol/form';
import { createElement } from '../dom';
import { Tick } from '../ui/tick';
import { createPart } from './createPart';
import type { FieldFilter } from './fieldFilter';
import { FieldFrame } from './fieldFrame';
import { findAmong, type FormContext, type FormPart } from './formPart';
import { valueAt, type FormState, type Notes } from './formState';

/** An object: the fields of its keys. One that may be left out, and then means something else, has a box to tick. */
export class GroupField implements FormPart {
  readonly element = createElement('fieldset', { class: 'form-group' });
  readonly #frame: FieldFrame;
  readonly #parts: readonly FormPart[];
  readonly #content: HTMLElement;
  readonly #tick: Tick | undefined;
  #isOpen = true;

  constructor(
    context: FormContext,
    field: FormField,
    { fields }: Extract<FieldShape, { kind: 'group' }>,
    readonly path: FormPath,
  ) {
    this.#frame = new FieldFrame(context, field, path, this.element);
    const mayBeLeftOut = field.byDefault === undefined && !field.isRequired;
    const { texts, messages } = context;
    if (mayBeLeftOut)
      this.#tick = new Tick({
        label: texts.get('form.useObject', field.key),
        onChange: (ticked) => {
          if (ticked) messages.choose(path, 0);
          else messages.reset(path);
        },
      });
    this.#parts = fields.map((inner) => createPart(context, inner, [...path, inner.key]));
    this.#content = createElement(
      'div',
      { class: 'group-fields' },
      ...this.#parts.map(({ element }) => element),
    );
    this.element.append(
      createElement('legend', {}, this.#frame.name),
      createElement(
        'div',
        { class: 'group-head' },
        ...(this.#tick === undefined ? [] : [this.#tick.element]),
        this.#frame.idle,
        this.#frame.actions,
      ),
      this.#frame.notes,
      this.#content,
    );
  }

  render(state: FormState): void {
    const written = valueAt(state.value, this.path);
    const disabled = state.blocked !== undefined;
    this.#isOpen = this.#tick === undefined || written !== undefined;
    this.#frame.render(written !== undefined, disabled);
    if (this.#tick !== undefined) {
      this.#tick.ticked = written !== undefined;
      this.#tick.disabled = disabled;
    }
    this.#content.hidden = !this.#isOpen;
    for (const part of this.#parts) part.render(state);
  }

  annotate(notes: Notes): void {
    this.#frame.annotate(notes);
    this.#frame.describe(this.#tick?.element ?? this.element);
    for (const part of this.#parts) part.annotate(notes);
  }

  filter(filter: FieldFilter, isWithin = false): boolean {
    const within = isWithin || this.#frame.isNamed(filter);
    const inner = this.#parts.map((part) => part.filter(filter, within));
    const fits =
      (this.#isOpen && inner.includes(true)) || (!this.#isOpen && this.#frame.fits(filter, within));
    this.element.hidden = !fits;
    return fits;
  }

  find(path: FormPath): FormPart {
    return this.#isOpen ? findAmong(this.#parts, path, this) : this;
  }

  focus(): void {
    if (this.#tick !== undefined) this.#tick.element.focus({ preventScroll: true });
    else this.#parts[0]?.focus();
  }
}
