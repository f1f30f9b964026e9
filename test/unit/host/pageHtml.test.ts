import assert from 'node:assert/strict';
import { pageHtml } from '../../../src/host/panels/pageHtml';

const html = pageHtml({
  language: 'en',
  title: '"><script>alert(1)</script> · Training',
  loading: 'Loading "it"…',
  cspSource: 'https://*.vscode-cdn.net',
  nonce: 'bm9uY2U',
  scriptUri: 'https://file/dist/webview/dashboard.js',
  styleUri: 'https://file/dist/webview/dashboard.css',
  codiconsUri: 'https://file/dist/webview/codicon.css',
});

describe('The page of a panel', () => {
  it('forbids everything that is not its own, inline code included', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    assert.match(policy, /^default-src 'none'; script-src 'nonce-bm9uY2U';/);
    assert.doesNotMatch(policy, /unsafe|\*;|http:/);
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.doesNotMatch(html, /style="|onload=/);
  });

  it('escapes names that come from files', () => {
    assert.doesNotMatch(html, /<script>alert/);
    assert.match(html, /&lt;script&gt;alert/);
  });

  it('has the element that the page draws into and the icons where the toolkit looks for them', () => {
    assert.match(html, /<body><div id="app" data-loading="Loading &quot;it&quot;…"><\/div>/);
    assert.match(html, /<link id="vscode-codicon-stylesheet"/);
  });
});
