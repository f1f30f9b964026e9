import type { Blocked, FormPath, FormProblem } from '../../src/protocol/form';
import { createElement, setAttribute, setText, uniqueId } from '../dom';
import { changeIcon, createIcon } from '../ui/icon';
import type { FormContext } from './formPart';

/** The line below the search: how many problems there are, a list of them to jump by, or why nothing can be edited. */
export class FormStatus {
  readonly element = createElement('div', { class: 'form-status' });
  readonly #context: FormContext;
  readonly #jump: (path: FormPath) => void;
  readonly #icon = createIcon('loading');
  readonly #text = createElement('span', { class: 'status-text', attributes: { role: 'status' } });
  readonly #button: HTMLButtonElement;
  readonly #goToLine: HTMLButtonElement;
  readonly #list: HTMLElement;
  #blockedLine = 1;
  #problems: readonly FormProblem[] | undefined;
  #blocked: Blocked | undefined;

  constructor(context: FormContext, jump: (path: FormPath) => void) {
    const { texts, messages } = context;
    this.#context = context;
    this.#jump = jump;
    const label = texts.get('form.problems');
    this.#list = createElement('ul', {
      class: 'problem-list',
      attributes: { id: uniqueId('list'), 'aria-label': label },
    });
    this.#button = createElement(
      'button',
      { class: 'plain-button', attributes: { type: 'button', 'aria-controls': this.#list.id } },
      label,
    );
    this.#button.addEventListener('click', () => this.#open(this.#list.hasAttribute('hidden')));
    this.#goToLine = createElement('button', { class: 'plain-button', attributes: { type: 'button' } });
    this.#goToLine.addEventListener('click', () => messages.openLine(this.#blockedLine));
    this.element.append(this.#icon, this.#text, this.#button, this.#goToLine, this.#list);
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.#list.hidden) return;
      this.#open(false);
      this.#button.focus();
    });
    document.addEventListener('click', ({ target }) => {
      if (target instanceof Node && !this.element.contains(target)) this.#open(false);
    });
    this.#open(false);
    this.#render();
  }

  setBlocked(blocked: Blocked | undefined): void {
    this.#blocked = blocked;
    this.#render();
  }

  setProblems(problems: readonly FormProblem[]): void {
    this.#problems = problems;
    this.#list.replaceChildren(...problems.map((problem) => this.#createItem(problem)));
    this.#render();
  }

  #render(): void {
    const { texts } = this.#context;
    const blocked = this.#blocked;
    const problems = this.#problems ?? [];
    this.element.classList.toggle('is-blocked', blocked !== undefined);
    this.#goToLine.hidden = blocked?.reason !== 'syntax';
    this.#button.hidden = blocked?.reason === 'syntax' || problems.length === 0;
    if (this.#button.hidden) this.#open(false);
    if (blocked?.reason === 'syntax') {
      changeIcon(this.#icon, 'error');
      setText(this.#text, texts.get('form.blocked.syntax', blocked.line, blocked.message));
      this.#blockedLine = blocked.line;
      setText(this.#goToLine, texts.get('form.goToLine', blocked.line));
      return;
    }
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    const warnings = problems.length - errors;
    const counts = [
      ...(errors === 0 ? [] : [errors === 1 ? texts.get('form.oneError') : texts.get('form.errors', errors)]),
      ...(warnings === 0
        ? []
        : [warnings === 1 ? texts.get('form.oneWarning') : texts.get('form.warnings', warnings)]),
    ];
    const none = texts.get(this.#problems === undefined ? 'form.checking' : 'form.noProblems');
    const summary = counts.length === 0 ? none : counts.join(', ');
    const readOnly = blocked === undefined ? '' : `${texts.get('form.blocked.readOnly')} `;
    const usual = this.#problems === undefined ? 'loading' : 'pass';
    const icon = errors > 0 ? 'error' : warnings > 0 ? 'warning' : usual;
    changeIcon(this.#icon, blocked === undefined ? icon : 'lock');
    setText(this.#text, readOnly + summary);
  }

  #createItem(problem: FormProblem): HTMLElement {
    const { texts } = this.#context;
    const { severity, message, path, line } = problem;
    const key = path.length === 0 ? '' : path.join('.');
    const button = createElement(
      'button',
      { class: `problem-jump problem-${severity}`, attributes: { type: 'button' } },
      createIcon(severity),
      createElement('span', { class: 'visually-hidden', text: `${texts.get(`form.${severity}`)}: ` }),
      ...(key === '' ? [] : [createElement('code', { text: key })]),
      createElement('span', { class: 'problem-text', text: message }),
      createElement('span', { class: 'subject', text: texts.get('form.inLine', line) }),
    );
    button.addEventListener('click', () => {
      this.#open(false);
      this.#jump(path);
    });
    return createElement('li', {}, button);
  }

  #open(open: boolean): void {
    this.#list.hidden = !open;
    setAttribute(this.#button, 'aria-expanded', String(open));
  }
}
