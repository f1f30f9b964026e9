import type { FormField, FormPath, FormProblem } from '../../src/protocol/form';
import { createElement, setText, uniqueId } from '../dom';
import { IconButton } from '../ui/iconButton';
import { createIcon } from '../ui/icon';
import { describeControl } from '../ui/textBox';
import { fits, searchText, type FieldFilter } from './fieldFilter';
import type { FormContext } from './formPart';
import { pathKey, type Notes } from './formState';

/** What every field has around its control: its key, buttons, the description, and what is wrong. */
export class FieldFrame {
  readonly name: HTMLElement;
  readonly actions: HTMLElement;
  readonly notes: HTMLElement;
  /** Why the key has no effect: beside the control, so that nothing moves when that becomes known. */
  readonly idle: HTMLElement;
  readonly controlId = uniqueId('field');
  readonly #context: FormContext;
  readonly #path: FormPath;
  readonly #owner: HTMLElement;
  readonly #mark: HTMLElement;
  readonly #reset: IconButton;
  readonly #description: HTMLElement;
  readonly #reason: HTMLElement;
  readonly #problems: HTMLElement;
  readonly #searchText: string;
  #shownProblems = '';
  #hostProblems: readonly FormProblem[] = [];
  #localProblem: string | undefined;
  #isSet = false;
  #isIdle = false;

  /** @param owner the field's element, which shows its state by classes */
  constructor(context: FormContext, field: FormField, path: FormPath, owner: HTMLElement) {
    const { texts, messages } = context;
    this.#context = context;
    this.#path = path;
    this.#owner = owner;
    this.#searchText = searchText(field, path);
    owner.dataset['path'] = pathKey(path);

    const { key } = field;
    this.#mark = createElement('span', { class: 'field-mark' });
    const required = field.isRequired
      ? [createElement('span', { class: 'field-required', text: texts.get('form.required') })]
      : [];
    this.name = createElement(
      'span',
      { class: 'field-name' },
      createElement('code', { text: key }),
      ...required,
      this.#mark,
    );

    this.#description = createDescription(context, field);
    const info = new IconButton({
      icon: 'info',
      label: texts.get('form.describe', key),
      onClick: () => {
        this.#description.classList.toggle('is-open');
        info.setExpanded(this.#description.classList.contains('is-open'), this.#description.id);
      },
    });
    info.setExpanded(false, this.#description.id);
    info.element.classList.add('field-info');
    this.#reset = new IconButton({
      icon: 'discard',
      label: texts.get('form.reset', key),
      onClick: () => messages.reset(path),
    });
    this.actions = createElement(
      'span',
      { class: 'field-actions' },
      info.element,
      ...(field.isRequired ? [] : [this.#reset.element]),
    );

    this.#reason = createElement('span');
    this.idle = createElement(
      'span',
      { class: 'field-idle', attributes: { id: uniqueId('idle') } },
      createIcon('circle-slash'),
      createElement('span', { class: 'visually-hidden', text: `${texts.get('form.noEffect')} ` }),
      this.#reason,
    );
    this.idle.hidden = true;
    this.#problems = createElement('div', {
      class: 'field-problems',
      attributes: { id: uniqueId('problems') },
    });
    this.notes = createElement('div', { class: 'field-notes' }, this.#problems, this.#description);
  }

  get isSet(): boolean {
    return this.#isSet;
  }

  /** @param isSet whether the file has the key */
  render(isSet: boolean, disabled: boolean): void {
    this.#isSet = isSet;
    this.#owner.classList.toggle('is-set', isSet);
    setText(this.#mark, isSet ? this.#context.texts.get('form.inFile') : '');
    this.#reset.invisible = !isSet;
    this.#reset.disabled = !isSet || disabled;
  }

  annotate({ problems, idle }: Notes): void {
    const key = pathKey(this.#path);
    const reason = idle.get(key);
    this.#isIdle = reason !== undefined;
    this.#owner.classList.toggle('is-idle', this.#isIdle);
    this.idle.hidden = !this.#isIdle;
    this.idle.title = reason ?? '';
    setText(this.#reason, reason ?? '');
    this.#hostProblems = problems.get(key) ?? [];
    this.#showProblems();
  }

  /** Says what is wrong with what was typed and can't be written into the text. */
  setLocalProblem(message: string | undefined): void {
    this.#localProblem = message;
    this.#showProblems();
  }

  /** Tells screen readers, at the control, what is said about it. */
  describe(control: Element): void {
    const ids = [this.#description.id, ...(this.#isIdle ? [this.idle.id] : [])];
    const isWrong = this.#localProblem !== undefined || this.#hostProblems.length > 0;
    const isError =
      this.#localProblem !== undefined || this.#hostProblems.some(({ severity }) => severity === 'error');
    const described = isWrong ? [this.#problems.id, ...ids] : ids;
    describeControl(control, described.join(' '), isError ? this.#problems.id : undefined);
  }

  fits(filter: FieldFilter, isWithin: boolean): boolean {
    return fits(filter, { text: this.#searchText, isSet: this.#isSet, isIdle: this.#isIdle }, isWithin);
  }

  /** Whether the words of a search are about this very key. */
  isNamed({ words }: FieldFilter): boolean {
    const key = String(this.#path.at(-1));
    return words.length > 0 && words.every((word) => key.includes(word));
  }

  #showProblems(): void {
    const local: readonly FormProblem[] =
      this.#localProblem === undefined
        ? []
        : [{ severity: 'error', message: this.#localProblem, path: this.#path, line: 0 }];
    const problems = [...local, ...this.#hostProblems];
    const shown = JSON.stringify(problems);
    if (shown === this.#shownProblems) return;
    this.#shownProblems = shown;
    const { severity } = problems.find((problem) => problem.severity === 'error') ?? problems[0] ?? {};
    this.#owner.classList.toggle('is-wrong', severity === 'error');
    this.#owner.classList.toggle('is-doubtful', severity === 'warning');
    this.#problems.replaceChildren(...problems.map((problem) => createProblem(this.#context, problem)));
  }
}

/** One finding: what it is, in words too, and a way to its line. */
export function createProblem(
  { texts, messages }: FormContext,
  { severity, message, line }: FormProblem,
): HTMLElement {
  const parts: (Node | string)[] = [
    createIcon(severity),
    createElement('span', { class: 'visually-hidden', text: `${texts.get(`form.${severity}`)}: ` }),
    createElement('span', { class: 'problem-text', text: message }),
  ];
  if (line > 0) {
    const link = createElement('button', {
      class: 'line-link',
      text: texts.get('form.inLine', line),
      attributes: { type: 'button' },
    });
    link.addEventListener('click', () => messages.openLine(line));
    parts.push(link);
  }
  return createElement('p', { class: `field-problem problem-${severity}` }, ...parts);
}

function createDescription({ texts }: FormContext, field: FormField): HTMLElement {
  const element = createElement('div', {
    class: 'field-description',
    attributes: { id: uniqueId('description') },
  });
  element.append(createElement('p', {}, ...withCode(field.description)));
  const { shape, defaultText } = field;
  if (shape.kind === 'number') element.append(createElement('p', { text: upperFirst(shape.expected) + '.' }));
  if (defaultText !== '')
    element.append(createElement('p', {}, ...withCode(texts.get('form.default', `${defaultText}.`))));
  return element;
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What stands between backticks, or in double quotes, as code. */
function withCode(text: string): (Node | string)[] {
  return text
    .split(/(`[^`]*`|"[^"]*")/)
    .map((part, index) =>
      index % 2 === 0 ? part : createElement('code', { text: part.replaceAll('`', '') }),
    );
}
