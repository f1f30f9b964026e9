import type { FormPath, FormSection } from '../../src/protocol/form';
import { createElement, setAttribute, setText } from '../dom';
import { createPart } from './createPart';
import type { FieldFilter } from './fieldFilter';
import { createProblem } from './fieldFrame';
import { findAmong, type FormContext, type FormPart } from './formPart';
import { isObject, pathKey, valueAt, type FormState, type Notes } from './formState';

/** The height of a field with one line, which most are: the place that is kept for one that is not built yet. */
const rowPx = 34;
/** A key within a field. */
const rowInView = '[data-path]:not([hidden] *)';

/** A section that can be folded. Its heading is there at once, its fields when they are built. */
export class FormSectionView implements FormPart {
  readonly element: HTMLDetailsElement;
  readonly path: FormPath;
  readonly #parts: FormPart[] = [];
  readonly #count: HTMLElement;
  readonly #problems = createElement('div', { class: 'field-problems' });
  readonly #summary: HTMLElement;
  /** Keeps the place of the fields to come. */
  readonly #toCome = createElement('div');
  #state: FormState | undefined;
  #shownProblems = '';

  constructor(
    private readonly context: FormContext,
    private readonly section: FormSection,
  ) {
    this.path = section.path;
    this.#count = createElement('span', { class: 'subject' });
    const title = context.texts.get(`form.section.${section.name}`);
    this.#summary = createElement('summary', {}, createElement('h2', { text: title }), this.#count);
    this.element = createElement(
      'details',
      { class: 'form-section', attributes: { 'data-section': section.name } },
      this.#summary,
      this.#problems,
      this.#toCome,
    );
    this.element.open = true;
    this.#showProgress();
  }

  get name(): FormSection['name'] {
    return this.section.name;
  }

  get isBuilt(): boolean {
    return this.#parts.length === this.section.fields.length;
  }

  /**
   * Builds the next fields.
   * @param enough how many rows will do: what a field is made of counts too
   * @returns how many there are
   */
  build(enough = Infinity): number {
    let rows = 0;
    for (const field of this.section.fields.slice(this.#parts.length)) {
      if (rows >= enough) break;
      const part = createPart(this.context, field, [...this.path, field.key]);
      if (this.#state !== undefined) part.render(this.#state);
      this.#parts.push(part);
      this.#toCome.before(part.element);
      rows += 1 + part.element.querySelectorAll(rowInView).length;
    }
    this.#showProgress();
    return rows;
  }

  /** Whether a path leads to one of its keys. */
  has(path: FormPath): boolean {
    return this.#placeOf(path) !== -1;
  }

  /** Whether a path leads to a field that is not built yet. */
  awaits(path: FormPath): boolean {
    return this.#placeOf(path) >= this.#parts.length;
  }

  render(state: FormState): void {
    this.#state = state;
    for (const part of this.#parts) part.render(state);
    const object = valueAt(state.value, this.path);
    const own = new Set(this.section.fields.map(({ key }) => key));
    const written = isObject(object) ? Object.keys(object).filter((key) => own.has(key)).length : 0;
    setText(this.#count, written === 0 ? '' : this.context.texts.get('form.section.changed', written));
  }

  annotate(notes: Notes): void {
    for (const part of this.#parts) part.annotate(notes);
    const problems = notes.problems.get(`section:${pathKey(this.path)}`) ?? [];
    const shown = JSON.stringify(problems);
    if (shown === this.#shownProblems) return;
    this.#shownProblems = shown;
    this.#problems.replaceChildren(...problems.map((problem) => createProblem(this.context, problem)));
  }

  /** A section that is not built yet stays in view. */
  filter(filter: FieldFilter): boolean {
    const isAny = this.#parts.map((part) => part.filter(filter)).includes(true) || !this.isBuilt;
    this.element.hidden = !isAny;
    return isAny;
  }

  find(path: FormPath): FormPart {
    return findAmong(this.#parts, path, this);
  }

  focus(): void {
    this.#summary.focus({ preventScroll: true });
  }

  #placeOf(path: FormPath): number {
    if (!this.path.every((key, index) => path[index] === key)) return -1;
    return this.section.fields.findIndex(({ key }) => key === path[this.path.length]);
  }

  #showProgress(): void {
    if (this.isBuilt) {
      this.#toCome.remove();
      this.element.removeAttribute('aria-busy');
      return;
    }
    const missing = this.section.fields.length - this.#parts.length;
    this.#toCome.style.height = `${missing * rowPx}px`;
    setAttribute(this.element, 'aria-busy', 'true');
  }
}
