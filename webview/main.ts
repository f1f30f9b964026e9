import type { ToPanel } from '../src/protocol/panel';
import { AttentionRequests } from './attention/attentionRequests';
import { Dashboard } from './dashboard';
import { createElement } from './dom';
import { Messages, type VsCodeApi } from './messages';
import { SampleRequests } from './samples/sampleRequests';
import { SavedView } from './savedView';
import { showLoading } from './showLoading';
import { Store } from './state';
import './styles/index.css';
import { Texts } from './texts';
import { createIcon } from './ui/icon';
import { registerControls } from './ui/register';

declare function acquireVsCodeApi(): VsCodeApi;

registerControls();

const api = acquireVsCodeApi();
const messages = new Messages(api);
const store = new Store();
const savedView = new SavedView(api);
const requests = [new AttentionRequests(messages), new SampleRequests(messages)];
const page = document.getElementById('app') ?? document.body;

let texts = new Texts();
let dashboard: Dashboard | undefined;
let frameRequested = false;
let firstPointReported = false;

window.addEventListener('error', ({ message }) => messages.failed(message));
window.addEventListener('unhandledrejection', ({ reason }) => messages.failed(String(reason)));
window.addEventListener('message', ({ data }: MessageEvent<ToPanel>) => receive(data));
document.addEventListener('visibilitychange', () => {
  // The host sends nothing to a hidden page, so the page that is shown again has missed something.
  if (document.visibilityState === 'visible') messages.ready();
  else savedView.flush();
});
window.addEventListener('pagehide', () => savedView.flush());

store.subscribe((state) => {
  savedView.save(state);
  for (const request of requests) request.render(state);
  requestFrame();
});

showLoading(page);
messages.ready();

function receive(message: ToPanel): void {
  switch (message.type) {
    case 'snapshot':
      texts = new Texts(message.strings);
      for (const request of requests) request.reset();
      store.applySnapshot(message, savedView.initial);
      return;
    case 'delta':
      store.applyDelta(message);
      return;
    case 'attention':
      store.applyAttention(message);
      return;
    case 'samples':
      store.applySamples(message);
      return;
    case 'sample-history':
      store.applyHistory(message.index, message.moments);
      return;
    case 'show':
      renderFrame();
      dashboard?.show(message.part);
      return;
    case 'gone':
      texts = new Texts(message.strings);
      showGone(message.message);
      return;
  }
}

/** However many messages arrive, the page is drawn once a frame. */
function requestFrame(): void {
  if (frameRequested) return;
  frameRequested = true;
  requestAnimationFrame(renderFrame);
}

function renderFrame(): void {
  frameRequested = false;
  const { state } = store;
  if (state === undefined) return;
  if (dashboard === undefined) {
    dashboard = new Dashboard(texts, store, messages, state.view);
    page.replaceChildren(dashboard.element);
  }
  dashboard.render(state);
  if (!firstPointReported && state.train.length > 0) {
    firstPointReported = true;
    // The frame after this one is the first that shows the point.
    requestAnimationFrame(() => messages.paintedFirstPoint());
  }
}

function showGone(message: string): void {
  store.clear();
  dashboard = undefined;
  page.replaceChildren(
    createElement(
      'main',
      {},
      createElement(
        'div',
        { class: 'page-state', attributes: { role: 'alert' } },
        createIcon('error'),
        createElement('h1', { text: texts.get('gone.title') }),
        createElement('p', { text: message }),
        createElement('p', { text: texts.get('gone.remedy') }),
      ),
    ),
  );
}
