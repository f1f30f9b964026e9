import type { FieldShape, FormField, FormPath } from '../../src/protocol/form';
import { createElement } from '../dom';
import { IconButton } from '../ui/iconButton';
import { createControl, isLeaf, type Control } from './controls';
import { createPart } from './createPart';
import type { FieldFilter } from './fieldFilter';
import { FieldFrame } from './fieldFrame';
import { findAmong, type FormContext, type FormPart } from './formPart';
import { pathKey, valueAt, type FormState, type Notes } from './formState';

/** A list: its items, each with buttons, and one to add another. */
export class ListField implements FormPart {
  readonly element = createElement('fieldset', { class: 'form-group form-list' });
  readonly #frame: FieldFrame;
  readonly #items: ListItem[] = [];
  readonly #list = createElement('ol', { class: 'list-items' });
  readonly #empty: HTMLElement;
  readonly #add: HTMLButtonElement;
  #wasAdded = false;

  constructor(
    private readonly context: FormContext,
    private readonly field: FormField,
    private readonly shape: Extract<FieldShape, { kind: 'list' }>,
    readonly path: FormPath,
  ) {
    const { texts, messages } = context;
    this.#frame = new FieldFrame(context, field, path, this.element);
    this.#add = createElement('button', {
      class: 'plain-button',
      text: texts.get('form.addItem'),
      attributes: { type: 'button', 'aria-label': texts.get('form.addItemTo', field.key) },
    });
    this.#add.addEventListener('click', () => {
      this.#wasAdded = true;
      messages.add(path);
    });
    const isEmptyByDefault = field.defaultText === '' || field.defaultText.startsWith('[');
    this.#empty = createElement('span', {
      class: 'list-empty',
      text: isEmptyByDefault ? texts.get('form.noItems') : texts.get('form.notSetBut', field.defaultText),
    });
    this.element.append(
      createElement('legend', {}, this.#frame.name),
      createElement('div', { class: 'group-head' }, this.#frame.idle, this.#frame.actions),
      this.#frame.notes,
      createElement('div', { class: 'group-fields' }, this.#empty, this.#list, this.#add),
    );
  }

  render(state: FormState): void {
    const written = valueAt(state.value, this.path);
    const disabled = state.blocked !== undefined;
    const count = Array.isArray(written) ? written.length : 0;
    this.#frame.render(written !== undefined, disabled);
    this.#add.disabled = disabled;
    this.#empty.hidden = count > 0;
    while (this.#items.length > count) this.#items.pop()?.element.remove();
    while (this.#items.length < count) {
      const item = new ListItem(this.context, this.field, this.shape.item, this.path, this.#items.length);
      this.#items.push(item);
      this.#list.append(item.element);
    }
    for (const item of this.#items) item.render(state);
    // What was asked for has the keyboard as soon as it is there.
    if (this.#wasAdded && count > 0) this.#items.at(-1)?.focus();
    this.#wasAdded = false;
  }

  annotate(notes: Notes): void {
    this.#frame.annotate(notes);
    this.#frame.describe(this.element);
    for (const item of this.#items) item.annotate(notes);
  }

  filter(filter: FieldFilter, isWithin = false): boolean {
    const within = isWithin || this.#frame.fits({ ...filter, onlyChanged: false, hideIdle: false }, false);
    const inner = this.#items.map((item) => item.filter(filter, within));
    const visible = this.#frame.fits(filter, isWithin) || inner.includes(true);
    this.element.hidden = !visible;
    return visible;
  }

  find(path: FormPath): FormPart {
    return findAmong(this.#items, path, this);
  }

  focus(): void {
    if (this.#items[0] === undefined) this.#add.focus({ preventScroll: true });
    else this.#items[0].focus();
  }
}

/** One item, which is told from others by its place. */
class ListItem implements FormPart {
  readonly element = createElement('li', { class: 'list-item' });
  readonly path: FormPath;
  readonly #frame: FieldFrame;
  readonly #control: Control | undefined;
  readonly #parts: readonly FormPart[];
  readonly #buttons: readonly IconButton[];

  constructor(context: FormContext, list: FormField, shape: FieldShape, listPath: FormPath, index: number) {
    this.path = [...listPath, index];
    const { texts, messages } = context;
    const label = texts.get('form.itemOf', list.key, index + 1);
    const field = { ...list, key: String(index), defaultText: '', isRequired: true, shape };
    this.#frame = new FieldFrame(context, field, this.path, this.element);
    if (isLeaf(shape))
      this.#control = createControl(shape, {
        texts,
        field: { key: label, defaultText: '', byDefault: undefined, isRequired: true },
        label,
        set: (value) => messages.set(this.path, value),
        reset: () => messages.reset(this.path),
        browse: () => messages.browse(this.path),
        onInvalid: (message) => this.#frame.setLocalProblem(message),
      });
    const fields = shape.kind === 'group' ? shape.fields : [];
    this.#parts = fields.map((inner) => createPart(context, inner, [...this.path, inner.key]));
    const up = new IconButton({
      icon: 'arrow-up',
      label: texts.get('form.moveUp', index + 1, list.key),
      onClick: () => messages.swap(listPath, index - 1, index),
    });
    up.invisible = index === 0;
    const remove = new IconButton({
      icon: 'close',
      label: texts.get('form.removeItem', index + 1, list.key),
      onClick: () => messages.reset(this.path),
    });
    this.#buttons = [up, remove];
    const body =
      this.#control === undefined
        ? createElement(
            'div',
            { class: 'group-fields', attributes: { role: 'group', 'aria-label': label } },
            ...this.#parts.map(({ element }) => element),
          )
        : this.#control.element;
    const buttons = this.#buttons.map(({ element }) => element);
    this.element.append(
      createElement('div', { class: 'item-row' }, body, createElement('span', {}, ...buttons)),
      this.#frame.notes,
    );
    this.element.dataset['path'] = pathKey(this.path);
  }

  render(state: FormState): void {
    const disabled = state.blocked !== undefined;
    const written = valueAt(state.value, this.path);
    this.#frame.render(true, disabled);
    this.#control?.render(written, disabled);
    for (const button of this.#buttons) button.disabled = disabled;
    for (const part of this.#parts) part.render(state);
  }

  annotate(notes: Notes): void {
    this.#frame.annotate(notes);
    for (const target of this.#control?.targets ?? []) this.#frame.describe(target);
    for (const part of this.#parts) part.annotate(notes);
  }

  filter(filter: FieldFilter, isWithin = false): boolean {
    if (this.#control !== undefined) return isWithin;
    return this.#parts.map((part) => part.filter(filter, isWithin)).includes(true);
  }

  find(path: FormPath): FormPart {
    return findAmong(this.#parts, path, this);
  }

  focus(): void {
    const [target] = this.#control?.targets ?? [];
    if (target === undefined) this.#parts[0]?.focus();
    else target.focus({ preventScroll: true });
  }
}
