import type { ToForm } from '../../src/protocol/form';
import type { VsCodeApi } from '../messages';
import '../styles/form.css';
import { Texts } from '../texts';
import { showLoading } from '../showLoading';
import { FormMessages } from './formMessages';
import { FormPage } from './formPage';
import { readSavedForm } from './savedForm';

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();
const messages = new FormMessages(api);
const root = document.getElementById('app') ?? document.body;

/** Scrolling and typing are kept when they rest. */
const restMs = 150;

let saved = readSavedForm(api);
let page: FormPage | undefined;
let isShown = false;
let lastValue: unknown = {};
let saveTimer: ReturnType<typeof setTimeout> | undefined;

window.addEventListener('error', ({ message }) => messages.failed(message));
window.addEventListener('unhandledrejection', ({ reason }) => messages.failed(String(reason)));
window.addEventListener('message', ({ data }: MessageEvent<ToForm>) => receive(data));
document.addEventListener('visibilitychange', () => {
  // The host sends nothing to a hidden page, so the page that is shown again has missed something.
  if (document.visibilityState === 'visible') messages.ready();
  else save();
});
window.addEventListener('pagehide', save);
document.addEventListener('scroll', saveSoon, { passive: true });
document.addEventListener('focusin', saveSoon);

showLoading(root);
messages.ready();

function receive(message: ToForm): void {
  switch (message.type) {
    case 'form-model':
      // A page that is shown again has its form.
      page ??= new FormPage({ texts: new Texts(message.strings), messages }, message, saved, saveSoon);
      return;
    case 'form-value':
      showValue(message);
      return;
    case 'form-problems':
      page?.setProblems(message.problems, message.idle);
      return;
    case 'form-show':
      page?.show(message.path);
      return;
  }
}

function showValue({ value, blocked, answered }: Extract<ToForm, { type: 'form-value' }>): void {
  // The text is about to have what was chosen since: until then the form is ahead of it.
  if (page === undefined || answered < messages.edits) return;
  if (blocked?.reason !== 'syntax') lastValue = value;
  page.setValue({ value: lastValue, blocked });
  if (isShown) return;
  isShown = true;
  root.replaceChildren(page.element);
  // It costs a layout before the first paint.
  if (saved.scrollTop > 0) window.scrollTo({ top: saved.scrollTop, behavior: 'instant' });
  if (saved.focused === '' || !document.hasFocus()) return;
  const selector = `[data-path="${CSS.escape(saved.focused)}"] :is(input, select)`;
  document.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
}

function saveSoon(): void {
  if (!isShown) return;
  clearTimeout(saveTimer);
  saveTimer = setTimeout(save, restMs);
}

function save(): void {
  clearTimeout(saveTimer);
  if (page === undefined || !isShown) return;
  const field = document.activeElement?.closest<HTMLElement>('[data-path]');
  const focused = field?.dataset['path'] ?? '';
  saved = { ...page.view, scrollTop: window.scrollY, focused };
  api.setState(saved);
}
