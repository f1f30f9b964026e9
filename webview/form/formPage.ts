import type { FormPath, FormProblem, IdleKey, ToForm } from '../../src/protocol/form';
import { createElement, setText } from '../dom';
import { createLabelledTick } from '../ui/labelledTick';
import { TextBox } from '../ui/textBox';
import { wordsOf, type FieldFilter } from './fieldFilter';
import type { FormContext } from './formPart';
import { FormSectionView } from './formSectionView';
import { pathKey, type FormState, type Notes } from './formState';
import { FormStatus } from './formStatus';
import type { SavedForm } from './savedForm';
import { whenIdle } from './whenIdle';

/** No heading and no row of a field is lower: it tells how many are enough to fill the window. */
const leastRowPx = 30;

/**
 * The whole form of one config. The fields that are in view first are built at once, the others soon after the first paint:
 * always from the top, so that whatever is built later moves nothing that is in view.
 */
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
  #isBegun = false;
  #view: Omit<SavedForm, 'scrollTop' | 'focused'>;

  /** @param onView what was chosen has changed */
  constructor(
    context: FormContext,
    model: Extract<ToForm, { type: 'form-model' }>,
    private readonly saved: SavedForm,
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
    ).map(([name, label]) =>
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
    if (!this.#isBegun) this.#begin();
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
    const home = this.#sectionOf(path);
    this.#buildThrough(home);
    const part = home.find(path);
    if (part.element.closest('[hidden]') !== null) {
      this.#search.show('');
      this.#choose({ query: '', onlyChanged: false, hideIdle: false });
    }
    const section = part.element.closest('details');
    if (section !== null) section.open = true;
    part.element.scrollIntoView({ block: 'center' });
    part.focus();
  }

  /** Builds what is in view first. */
  #begin(): void {
    this.#isBegun = true;
    const { scrollTop, focused } = this.saved;
    let missing = Math.ceil((scrollTop + window.innerHeight) / leastRowPx);
    for (const section of this.#sections) {
      if (missing <= 0) break;
      missing -= 1;
      if (section.element.open) missing -= section.build(missing);
    }
    if (this.#isFiltering) this.#buildThrough(this.#sections.at(-1));
    else if (focused !== '') this.#buildThrough(this.#sectionOf(focused.split('/')));
    this.#buildSoon();
  }

  /** Builds the rest, a section at a time: what the user does meanwhile comes between. */
  #buildSoon(): void {
    const next = this.#sections.find(({ isBuilt }) => !isBuilt);
    if (next === undefined) return;
    whenIdle(() => {
      this.#buildThrough(next);
      this.#buildSoon();
    });
  }

  /** Builds a section and all above it, so that it stays where it is. */
  #buildThrough(last: FormSectionView | undefined): void {
    let built = 0;
    for (const section of this.#sections) {
      built += section.build();
      if (section === last) break;
    }
    if (built > 0) this.#annotate();
  }

  #annotate(): void {
    const problems = new Map<string, FormProblem[]>();
    for (const problem of this.#problems) {
      const section = this.#sectionOf(problem.path);
      // It is said as soon as its field is there.
      if (section.awaits(problem.path)) continue;
      const part = section.find(problem.path);
      const key = part instanceof FormSectionView ? `section:${pathKey(part.path)}` : pathKey(part.path);
      problems.set(key, [...(problems.get(key) ?? []), problem]);
    }
    const idle = new Map(this.#idle.map(({ path, reason }) => [pathKey(path), reason]));
    const notes: Notes = { problems, idle };
    for (const section of this.#sections) section.annotate(notes);
    this.#filter();
  }

  /** The innermost section that has a key. */
  #sectionOf(path: FormPath): FormSectionView {
    const around = this.#sections
      .filter((section) => section.path.every((key, index) => path[index] === key))
      .sort((a, b) => b.path.length - a.path.length);
    return around.find((section) => section.has(path)) ?? around[0] ?? this.#sections[0]!;
  }

  get #isFiltering(): boolean {
    const { query, onlyChanged, hideIdle } = this.#view;
    return onlyChanged || hideIdle || wordsOf(query).length > 0;
  }

  #choose(changes: Partial<Omit<SavedForm, 'scrollTop' | 'focused'>>): void {
    this.#view = { ...this.#view, ...changes };
    this.element.classList.toggle('with-descriptions', this.#view.descriptions);
    // Which sections have anything to show is known when they are built.
    if (this.#isFiltering) this.#buildThrough(this.#sections.at(-1));
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
    setText(this.#found, isSearching ? this.#countFound() : '');
  }

  #countFound(): string {
    const found = this.element.querySelectorAll('.form-field:not([hidden])').length;
    const { texts } = this.#context;
    return found === 1 ? texts.get('form.foundOne') : texts.get('form.found', found);
  }

  #folded(): void {
    if (wordsOf(this.#view.query).length > 0) return;
    const folded = this.#sections.filter(({ element }) => !element.open).map(({ name }) => name);
    this.#view = { ...this.#view, folded };
    this.#onView();
  }
}
