import type { FormField, FormPath } from '../../src/protocol/form';
import { createElement } from '../dom';
import { createControl, type Control, type LeafShape } from './controls';
import type { FieldFilter } from './fieldFilter';
import { FieldFrame } from './fieldFrame';
import type { FormContext, FormPart } from './formPart';
import { valueAt, type FormState, type Notes } from './formState';

/** A key with one control. */
export class LeafField implements FormPart {
  readonly element = createElement('div', { class: 'form-field' });
  readonly #frame: FieldFrame;
  readonly #control: Control;

  constructor(
    context: FormContext,
    field: FormField,
    shape: LeafShape,
    readonly path: FormPath,
  ) {
    this.#frame = new FieldFrame(context, field, path, this.element);
    const { messages, texts } = context;
    this.#control = createControl(shape, {
      texts,
      field,
      id: this.#frame.controlId,
      set: (value) => messages.set(path, value),
      reset: () => messages.reset(path),
      browse: () => messages.browse(path),
      onInvalid: (message) => {
        this.#frame.setLocalProblem(message);
        this.#describe();
      },
    });
    // Several controls have names of their own, and the key is that of their group.
    const isLabel = shape.kind !== 'tuple';
    const label = createElement(
      isLabel ? 'label' : 'span',
      { class: 'field-label', attributes: isLabel ? { for: this.#frame.controlId } : {} },
      this.#frame.name,
    );
    const range =
      shape.kind === 'number'
        ? [
            createElement('span', {
              class: 'field-hint',
              text: shape.expected,
              // The description says it too.
              attributes: { 'aria-hidden': 'true' },
            }),
          ]
        : [];
    this.element.append(
      label,
      createElement('div', { class: 'field-control' }, this.#control.element, ...range, this.#frame.idle),
      this.#frame.actions,
      this.#frame.notes,
    );
    this.#describe();
  }

  render(state: FormState): void {
    const written = valueAt(state.value, this.path);
    const disabled = state.blocked !== undefined;
    this.#frame.render(written !== undefined, disabled);
    this.#control.render(written, disabled);
  }

  annotate(notes: Notes): void {
    this.#frame.annotate(notes);
    this.#describe();
  }

  filter(filter: FieldFilter, isWithin = false): boolean {
    const fits = this.#frame.fits(filter, isWithin);
    this.element.hidden = !fits;
    return fits;
  }

  find(): FormPart {
    return this;
  }

  focus(): void {
    this.#control.targets[0]?.focus({ preventScroll: true });
  }

  #describe(): void {
    for (const target of this.#control.targets) this.#frame.describe(target);
  }
}
