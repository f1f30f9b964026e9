export interface WebviewPage {
  /** BCP 47 language of the texts, as VS Code's own. */
  readonly language: string;
  readonly title: string;
  /** What the page says until the first message tells it more. */
  readonly loading: string;
  /** The webview's own source, for the content security policy. */
  readonly cspSource: string;
  readonly nonce: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly codiconsUri: string;
}

/**
 * The page of a panel: nothing but our own script and styles may load, nothing from elsewhere, nothing inline. Data
 * comes by messages only.
 */
export function pageHtml(page: WebviewPage): string {
  const { cspSource, nonce } = page;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // The component library tests with a style element of its own whether the browser knows :focus-visible.
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data: blob:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(page.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>${escapeAttribute(page.title)}</title>
<link id="vscode-codicon-stylesheet" rel="stylesheet" href="${escapeAttribute(page.codiconsUri)}">
<link rel="stylesheet" href="${escapeAttribute(page.styleUri)}">
</head>
<body><div id="app" data-loading="${escapeAttribute(page.loading)}"></div><script nonce="${nonce}" src="${escapeAttribute(page.scriptUri)}"></script></body>
</html>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const escapeAttribute = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
