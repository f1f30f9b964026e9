import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { pageHtml } from './pageHtml';
import { translatedLoadingText } from './panelTexts';

/** The pages that `scripts/lib/webviewBundle.mjs` bundles. */
export type WebviewPageName = 'dashboard' | 'diagram' | 'compare' | 'form';

export interface WebviewPageOptions {
  readonly extensionUri: vscode.Uri;
  readonly page: WebviewPageName;
  readonly title: string;
}

/** Loads one of the extension's own pages into a webview, with nothing else within its reach. */
export function loadPage(webview: vscode.Webview, { extensionUri, page, title }: WebviewPageOptions): void {
  const roots = ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extensionUri, folder));
  webview.options = { enableScripts: true, localResourceRoots: roots };
  const resource = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  webview.html = pageHtml({
    language: vscode.env.language,
    title,
    loading: translatedLoadingText(page),
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    scriptUri: resource(`${page}.js`),
    styleUri: resource(`${page}.css`),
    codiconsUri: resource('codicon.css'),
  });
}
