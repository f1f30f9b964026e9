import type { ToCompare } from '../../src/protocol/compare';
import type { VsCodeApi } from '../messages';
import { Texts } from '../texts';
import { showLoading } from '../showLoading';
import { registerControls } from '../ui/register';
import '../styles/compare.css';
import { CompareMessages } from './compareMessages';
import { ComparePage } from './comparePage';
import { CompareStore } from './compareStore';
import { parseCompareView } from './compareView';

declare function acquireVsCodeApi(): VsCodeApi;

/** Dragging changes the view at every frame; it is kept when it rests. */
const restMs = 150;

registerControls();

const api = acquireVsCodeApi();
const messages = new CompareMessages(api);
const store = new CompareStore();
const savedView = parseCompareView(api.getState());
const root = document.getElementById('app') ?? document.body;

let texts = new Texts();
let page: ComparePage | undefined;
let isFrameRequested = false;
let saveTimer: ReturnType<typeof setTimeout> | undefined;
/** The host may say what to show before there is anything. */
let toShow: Extract<ToCompare, { type: 'show' | 'show-group' }> | undefined;

window.addEventListener('error', ({ message }) => messages.failed(message));
window.addEventListener('unhandledrejection', ({ reason }) => messages.failed(String(reason)));
window.addEventListener('message', ({ data }: MessageEvent<ToCompare>) => receive(data));
document.addEventListener('visibilitychange', () => {
  // The host sends nothing to a hidden page, so the page that is shown again has missed something.
  if (document.visibilityState === 'visible') messages.ready();
  else save();
});
window.addEventListener('pagehide', save);

store.subscribe(() => {
  clearTimeout(saveTimer);
  saveTimer = setTimeout(save, restMs);
  if (isFrameRequested) return;
  isFrameRequested = true;
  requestAnimationFrame(renderFrame);
});

showLoading(root);
messages.ready();

function receive(message: ToCompare): void {
  switch (message.type) {
    case 'snapshot':
      texts = new Texts(message.strings);
      store.applySnapshot(message, savedView);
      if (toShow !== undefined) show(toShow);
      toShow = undefined;
      return;
    case 'update':
      store.applyUpdate(message);
      return;
    case 'waiting':
      store.setWaiting(message.waiting);
      return;
    case 'show':
    case 'show-group':
      if (store.state === undefined) toShow = message;
      else show(message);
      return;
  }
}

function show(message: Extract<ToCompare, { type: 'show' | 'show-group' }>): void {
  if (message.type === 'show') store.show(message.keys, message.replace);
  else store.showGroup(message.group);
}

/** However many messages arrive, the page is drawn once a frame. */
function renderFrame(): void {
  isFrameRequested = false;
  const { state } = store;
  if (state === undefined) return;
  if (page === undefined) {
    page = new ComparePage(texts, store, messages, state);
    root.replaceChildren(page.element);
  }
  page.render(state);
}

function save(): void {
  clearTimeout(saveTimer);
  if (store.state !== undefined) api.setState(store.state.view);
}
