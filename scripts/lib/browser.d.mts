import type { Browser, BrowserContext } from 'playwright-core';

/** See browser.mjs. */
export interface BrowserSession {
  readonly browser: Browser;
  readonly context: BrowserContext;
  /** Addresses of other machines that a page asked for. */
  readonly refused: Set<string>;
}

export function launchBrowser(): Promise<BrowserSession>;
export function chromiumArguments(): string[];
