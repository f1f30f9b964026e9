import type { Page } from 'playwright-core';

/** Sends a message as VS Code does, which makes JSON of it: what JSON can't say is lost. */
export async function postJson(page: Page, message: unknown): Promise<void> {
  await page.evaluate((text) => window.postMessage(JSON.parse(text), '*'), JSON.stringify(message));
}
