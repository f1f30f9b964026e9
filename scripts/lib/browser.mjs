import { ensureChromium } from './chromium.mjs';

/**
 * @typedef {object} BrowserSession
 * @property {import('playwright-core').Browser} browser
 * @property {import('playwright-core').BrowserContext} context
 * @property {Set<string>} refused addresses of other machines that a page asked for
 */

/**
 * Starts Chromium without a window. Its pages reach this machine only.
 * @returns {Promise<BrowserSession>}
 */
export async function launchBrowser() {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: chromiumArguments(),
  });
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  /** @type {Set<string>} */
  const refused = new Set();
  await context.route(
    (url) => /^https?:$/.test(url.protocol) && !['127.0.0.1', 'localhost'].includes(url.hostname),
    (route) => {
      refused.add(route.request().url());
      return route.abort();
    },
  );
  return { browser, context, refused };
}

/** @returns {string[]} */
export function chromiumArguments() {
  return [
    // Chromium refuses to run as root with its sandbox.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
  ];
}
