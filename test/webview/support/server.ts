import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pageHtml } from '../../../src/host/panels/pageHtml';
import type { WebviewPageName } from '../../../src/host/panels/webviewPage';
import { bundleWebview, type PageFiles } from './bundle';
import { applyTheme, type ThemeFixture } from './themes';

const nonce = 'bm9uY2UtZm9yLXRlc3Rz';

/** What VS Code adds to every webview, as far as it can be seen (its webview/browser/pre/index.html). */
const vscodeStyles = `@layer vscode-default {
  html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
  body { overscroll-behavior-x: none; background-color: transparent; color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family); font-weight: var(--vscode-font-weight); font-size: var(--vscode-font-size);
    margin: 0; padding: 0 20px; }
  input:focus, select:focus, textarea:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
  ::-webkit-scrollbar { width: 10px; height: 10px; }
  ::-webkit-scrollbar-thumb { background-color: var(--vscode-scrollbarSlider-background); }
}`;

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a page as the extension host makes it, under its strict policy. */
export async function startPageServer(
  theme: () => ThemeFixture,
  page: WebviewPageName = 'dashboard',
): Promise<PageServer> {
  const files = await bundleWebview();
  const server = createServer((request, response) => {
    const name = (request.url ?? '/').replace(/^\//, '').replace(/\?.*$/, '');
    const reply = findReply(name, files, () => createHtml(page, theme()));
    if (reply === undefined) response.writeHead(404).end();
    else response.writeHead(200, reply.headers).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => closeServer(server) };
}

function findReply(
  name: string,
  files: PageFiles,
  html: () => string,
): { headers: Record<string, string>; body: string | Uint8Array } | undefined {
  if (name === '') return { headers: { 'content-type': 'text/html; charset=utf-8' }, body: html() };
  if (name === 'favicon.ico') return { headers: { 'content-type': 'image/x-icon' }, body: '' };
  if (name === 'vscode.css') return { headers: { 'content-type': 'text/css' }, body: vscodeStyles };
  const body = files.get(name);
  const type = types[path.extname(name)];
  return body === undefined || type === undefined ? undefined : { headers: { 'content-type': type }, body };
}

/** The extension's own page, with what VS Code adds to it: its style sheet, and the theme before any script runs. */
function createHtml(page: WebviewPageName, theme: ThemeFixture): string {
  return pageHtml({
    language: 'en',
    title: 'Seq2Seq Lab',
    loading: 'Loading…',
    cspSource: "'self'",
    nonce,
    scriptUri: `${page}.js`,
    styleUri: `${page}.css`,
    codiconsUri: 'codicon.css',
  })
    .replace('<link ', '<link rel="stylesheet" href="vscode.css"><link ')
    .replace(
      '<body>',
      `<body><script nonce="${nonce}">(${applyTheme.toString()})(${JSON.stringify(theme)});</script>`,
    );
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
