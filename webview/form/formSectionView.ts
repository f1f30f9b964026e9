import type { FormPath, FormSection } from '../../src/protocol/form';
import { createElement, setText } from '../dom';
import { createPart } from './createPart';
import type { FieldFilter } from './fieldFilter';
import { createProblem } from './fieldFrame';
import { findAmong, type FormContext, type FormPart } from './formPart';
import { isObject, pathKey, valueAt, type FormState, type Notes } from './formState';

/** A section that can be folded. */
export class FormSectionView implements FormPart {
  readonly element: HTMLDetailsElement;
  readonly path: FormPath;
  readonly #parts: readonly FormPart[];
  readonly #count: HTMLElement;
  readonly #problems = createElement('div', { class: 'field-problems' });
  readonly #summary: HTMLElement;
  #shownProblems = '';

  constructor(
    private readonly context: FormContext,
    private readonly section: FormSection,
  ) {
    this.path = section.path;
    this.#parts = section.fields.map((field) => createPart(context, field, [...section.path, field.key]));
    this.#count = createElement('span', { class: 'subject' });
    const title = context.texts.get(`form.section.${section.name}`);
    this.#summary = createElement('summary', {}, createElement('h2', { text: title }), this.#count);
    this.element = createElement(
      'details',
      { class: 'form-section', attributes: { 'data-section': section.name } },
      this.#summary,
      this.#problems,
      ...this.#parts.map(({ element }) => element),
    );
    this.element.open = true;
  }

  get name(): FormSection['name'] {
    return this.section.name;
  }

  render(state: FormState): void {
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

  filter(filter: FieldFilter): boolean {
    const isAny = this.#parts.map((part) => part.filter(filter)).includes(true);
    this.element.hidden = !isAny;
    return isAny;
  }

  find(path: FormPath): FormPart {
    return findAmong(this.#parts, path, this);
  }

  focus(): void {
    this.#summary.focus({ preventScroll: true });
  }
}
