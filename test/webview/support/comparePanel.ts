import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser, type BrowserSession } from '../../../scripts/lib/browser.mjs';
import type { CompareRun, FromCompare, ToCompare } from '../../../src/protocol/compare';
import type { CompareSnapshot, PlainCurves } from './compareFixture';
import { postJson } from './postJson';
import { startPageServer, type PageServer } from './server';
import { applyTheme, themes, type ThemeFixture } from './themes';
import { installVsCodeApi } from './vscodeApi';

export interface CompareOptions {
  readonly theme?: ThemeFixture;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Answer to `ready`; undefined: none. */
  readonly snapshot?: CompareSnapshot;
  /** Answer to `want`, of those wanted. */
  readonly curves?: readonly PlainCurves[];
}

type Update = Omit<Extract<ToCompare, { type: 'update' }>, 'type' | 'curves'> & {
  readonly curves: readonly PlainCurves[];
};

/** The page that compares runs in Chromium, with the test as its extension host. */
export class ComparePanelPage {
  readonly received: FromCompare[] = [];
  /** Violations of the content security policy, errors of scripts and errors on the console. */
  readonly problems: string[] = [];
  theme: ThemeFixture;

  constructor(
    readonly page: Page,
    private readonly options: CompareOptions,
  ) {
    this.theme = options.theme ?? themes.dark;
  }

  /** What the page has sent of a type. */
  sent<T extends FromCompare['type']>(type: T): Extract<FromCompare, { type: T }>[] {
    return this.received.filter(
      (message): message is Extract<FromCompare, { type: T }> => message.type === type,
    );
  }

  /** Waits until the page has sent something of a type, and with it everything before. */
  async waitFor(type: FromCompare['type']): Promise<void> {
    for (let tries = 0; tries < 200 && this.sent(type).length === 0; tries++)
      await this.page.waitForTimeout(25);
  }

  async send(message: Exclude<ToCompare, { type: 'update' }>): Promise<void> {
    await postJson(this.page, message);
    await this.settle();
  }

  async update(update: Partial<Update>): Promise<void> {
    const message = { type: 'update', runs: [] as readonly CompareRun[], gone: [], curves: [], ...update };
    await this.page.evaluate(postUpdate, message);
    await this.settle();
  }

  /** Waits until everything sent so far is drawn. */
  async settle(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
        }),
    );
  }

  async setTheme(theme: ThemeFixture): Promise<void> {
    this.theme = theme;
    await this.page.evaluate(applyTheme, theme);
    await this.settle();
  }

  /** What the page last gave to `setState`, once it has had the time to. */
  async savedState(): Promise<Readonly<Record<string, unknown>>> {
    await this.settle();
    await this.page.waitForTimeout(250);
    const text = await this.page.evaluate(() => sessionStorage.getItem(location.search));
    return JSON.parse(text ?? '{}') as Readonly<Record<string, unknown>>;
  }

  async screenshot(name: string): Promise<void> {
    const folder = path.resolve('test-results');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `webview-${name}.png`), fullPage: true });
  }

  async handle(message: FromCompare): Promise<void> {
    this.received.push(message);
    const { snapshot, curves = [] } = this.options;
    if (message.type === 'ready' && snapshot !== undefined) await this.send(snapshot);
    if (message.type === 'want') {
      const wanted = curves.filter(({ key }) => message.keys.includes(key));
      if (wanted.length > 0) await this.update({ curves: wanted });
    }
  }
}

/** One browser for a test file; all panels share a page. */
export class CompareBrowser {
  #session: BrowserSession | undefined;
  #server: PageServer | undefined;
  #panel: ComparePanelPage | undefined;
  #page: Page | undefined;
  #opened = 0;

  async start(): Promise<void> {
    this.#session = await launchBrowser();
    this.#server = await startPageServer(() => this.#panel?.theme ?? themes.dark, 'compare');
    const context = await this.#session.browser.newContext();
    await context.exposeFunction('sendToHost', (message: FromCompare) => this.#panel?.handle(message));
    await context.exposeFunction('reportProblem', (text: string) => this.#panel?.problems.push(text));
    // tsx's compiler names functions by a helper that functions sent to the page would miss.
    await context.addInitScript({ content: 'globalThis.__name = (target) => target;' });
    await context.addInitScript(installVsCodeApi);
    this.#page = await context.newPage();
    this.#page.setDefaultTimeout(10_000);
    this.#page.on('pageerror', ({ message }) => this.#panel?.problems.push(message));
    this.#page.on('console', (entry) => {
      if (entry.type() === 'error' || entry.type() === 'warning') this.#panel?.problems.push(entry.text());
    });
  }

  /** Replaces the panel opened before. */
  async open(options: CompareOptions = {}): Promise<ComparePanelPage> {
    const [page, server] = [this.#page, this.#server];
    if (page === undefined || server === undefined) throw new Error('start() comes first.');
    await page.goto('about:blank');
    await page.setViewportSize(options.viewport ?? { width: 1280, height: 900 });
    await page.mouse.move(0, 0);
    const panel = new ComparePanelPage(page, options);
    this.#panel = panel;
    this.#opened += 1;
    await page.goto(`${server.url}?panel=${this.#opened}`);
    if (options.snapshot !== undefined) {
      await page.locator('.compare').waitFor();
      await panel.settle();
      await panel.settle();
    }
    return panel;
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    await this.#session?.browser.close();
  }
}

/** Runs in the page: numbers by column come as typed arrays from the host. */
function postUpdate(message: unknown): void {
  const update = message as { curves: Record<'train' | 'dev', Record<string, unknown>>[] };
  for (const news of update.curves)
    for (const columns of [news.train, news.dev]) {
      for (const axis of ['step', 'epoch', 'seconds'])
        columns[axis] = Float64Array.from(columns[axis] as number[]);
      columns['values'] = (columns['values'] as number[][]).map((values) => Float32Array.from(values));
    }
  window.postMessage(update, '*');
}
