import type { FormPath, FormProblem, IdleKey, ToForm } from '../../src/protocol/form';
import { createElement, setText } from '../dom';
import { createLabelledTick } from '../ui/labelledTick';
import { TextBox } from '../ui/textBox';
import { wordsOf, type FieldFilter } from './fieldFilter';
import type { FormContext, FormPart } from './formPart';
import { FormSectionView } from './formSectionView';
import { pathKey, type FormState, type Notes } from './formState';
import { FormStatus } from './formStatus';
import type { SavedForm } from './savedForm';

/** The whole form of one config. */
export class FormPage {
  readonly element: HTMLElement;
  readonly #context: FormContext;
  readonly #sections: readonly FormSectionView[];
  readonly #status: FormStatus;
  readonly #search: TextBox;
  readonly #found = createElement('span', { class: 'subject', attributes: { role: 'status' } });
  readonly #nothing: HTMLElement;
  readonly #onView: () => void;
  #problems: readonly FormProblem[] = [];
  #idle: readonly IdleKey[] = [];
  #view: Omit<SavedForm, 'scrollTop' | 'focused'>;

  /** @param onView what was chosen has changed */
  constructor(
    context: FormContext,
    model: Extract<ToForm, { type: 'form-model' }>,
    saved: SavedForm,
    onView: () => void,
  ) {
    const { texts } = context;
    this.#context = context;
    this.#onView = onView;
    this.#view = saved;
    this.#sections = model.sections.map((section) => new FormSectionView(context, section));
    for (const section of this.#sections) {
      section.element.open = !saved.folded.includes(section.name);
      section.element.addEventListener('toggle', () => this.#folded());
    }
    this.#status = new FormStatus(context, (path) => this.show(path));
    this.#search = new TextBox({
      label: texts.get('form.search'),
      mode: 'search',
      onCommit: (query) => {
        this.#choose({ query });
        return true;
      },
    });
    this.#search.placeholder = texts.get('form.search');
    this.#search.show(saved.query);
    this.#search.element.addEventListener('input', () => this.#search.commit());
    this.#nothing = createElement('p', { class: 'empty', text: texts.get('form.nothingFound') });
    const toggles = (
      [
        ['onlyChanged', 'form.onlyChanged'],
        ['hideIdle', 'form.hideIdle'],
        ['descriptions', 'form.descriptions'],
      ] as const
    ).map(
      ([name, label]) =>
        createLabelledTick({
          label: texts.get(label),
          ticked: saved[name],
          onChange: (ticked) => this.#choose({ [name]: ticked }),
        }),
    );
    const heading = createElement('h1', {
      class: 'visually-hidden',
      text: texts.get('form.title', model.fileName),
    });
    this.element = createElement(
      'main',
      { class: 'config-form' },
      createElement(
        'header',
        { class: 'form-header' },
        heading,
        createElement(
          'div',
          { class: 'form-toolbar' },
          createElement('div', { class: 'form-search' }, this.#search.element, this.#found),
          ...toggles,
        ),
        this.#status.element,
      ),
      ...this.#sections.map(({ element }) => element),
      this.#nothing,
    );
    this.element.classList.toggle('with-descriptions', saved.descriptions);
  }

  get view(): Omit<SavedForm, 'scrollTop' | 'focused'> {
    return this.#view;
  }

  setValue(state: FormState): void {
    this.#status.setBlocked(state.blocked);
    for (const section of this.#sections) section.render(state);
    this.#annotate();
  }

  setProblems(problems: readonly FormProblem[], idle: readonly IdleKey[] | undefined): void {
    this.#problems = problems;
    this.#idle = idle ?? this.#idle;
    this.#status.setProblems(problems);
    this.#annotate();
  }

  /** Brings the field of a key into view and gives it the keyboard. */
  show(path: FormPath): void {
    const part = this.#find(path);
    if (part.element.closest('[hidden]') !== null) {
      this.#search.show('');
      this.#choose({ query: '', onlyChanged: false, hideIdle: false });
    }
    const section = part.element.closest('details');
    if (section !== null) section.open = true;
    part.element.scrollIntoView({ block: 'center' });
    part.focus();
  }

  #annotate(): void {
    const problems = new Map<string, FormProblem[]>();
    for (const problem of this.#problems) {
      const part = this.#find(problem.path);
      const key = part instanceof FormSectionView ? `section:${pathKey(part.path)}` : pathKey(part.path);
      problems.set(key, [...(problems.get(key) ?? []), problem]);
    }
    const idle = new Map(this.#idle.map(({ path, reason }) => [pathKey(path), reason]));
    const notes: Notes = { problems, idle };
    for (const section of this.#sections) section.annotate(notes);
    this.#filter();
  }

  #find(path: FormPath): FormPart {
    const [first, ...others] = this.#sections
      .filter((section) => section.path.every((key, index) => path[index] === key))
      .sort((a, b) => b.path.length - a.path.length);
    const inner = [first, ...others].find(
      (section) => section !== undefined && section.find(path) !== section,
    );
    return inner?.find(path) ?? first ?? this.#sections[0]!;
  }

  #choose(changes: Partial<Omit<SavedForm, 'scrollTop' | 'focused'>>): void {
    this.#view = { ...this.#view, ...changes };
    this.element.classList.toggle('with-descriptions', this.#view.descriptions);
    this.#filter();
    this.#onView();
  }

  #filter(): void {
    const { query, onlyChanged, hideIdle } = this.#view;
    const filter: FieldFilter = { words: wordsOf(query), onlyChanged, hideIdle };
    const isAny = this.#sections.map((section) => section.filter(filter)).includes(true);
    this.#nothing.hidden = isAny;
    const isSearching = filter.words.length > 0;
    // What is found shows, also in a section that is folded.
    if (isSearching) for (const section of this.#sections) section.element.open = true;
    const found = this.element.querySelectorAll('.form-field:not([hidden])').length;
    const { texts } = this.#context;
    const text = found === 1 ? texts.get('form.foundOne') : texts.get('form.found', found);
    setText(this.#found, isSearching ? text : '');
  }

  #folded(): void {
    if (wordsOf(this.#view.query).length > 0) return;
    const folded = this.#sections.filter(({ element }) => !element.open).map(({ name }) => name);
    this.#view = { ...this.#view, folded };
    this.#onView();
  }
}
