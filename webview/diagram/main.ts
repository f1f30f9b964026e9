import type { ToDiagram } from '../../src/protocol/diagram';
import type { VsCodeApi } from '../messages';
import '../styles/diagram/index.css';
import { Texts } from '../texts';
import { showLoading } from '../showLoading';
import { registerControls } from '../ui/register';
import { DiagramPage } from './diagramPage';
import { DiagramMessages } from './messages';
import { readView, saveView } from './savedDiagram';

declare function acquireVsCodeApi(): VsCodeApi;

registerControls();

const api = acquireVsCodeApi();
const messages = new DiagramMessages(api);
const root = document.getElementById('app') ?? document.body;

let page: DiagramPage | undefined;

window.addEventListener('error', ({ message }) => messages.failed(message));
window.addEventListener('unhandledrejection', ({ reason }) => messages.failed(String(reason)));
window.addEventListener('message', ({ data }: MessageEvent<ToDiagram>) => receive(data));
document.addEventListener('visibilitychange', () => {
  // The host sends nothing to a hidden page, so the page that is shown again has missed something.
  if (document.visibilityState === 'visible') messages.ready();
});

showLoading(root);
messages.ready();

function receive(message: ToDiagram): void {
  switch (message.type) {
    case 'state':
      if (page === undefined) {
        page = new DiagramPage(
          new Texts(message.strings),
          messages,
          readView(api.getState()),
          (view, state) => saveView(api, view, state.config?.uri, state.isPinned),
        );
        root.replaceChildren(page.element);
      }
      page.show(message.state);
      return;
    case 'cursor':
      page?.markAtCursor(message.atCursor);
  }
}
