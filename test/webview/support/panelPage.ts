import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser, type BrowserSession } from '../../../scripts/lib/browser.mjs';
import type { FromPanel, PanelAttention, ToPanel } from '../../../src/protocol/panel';
import { postJson } from './postJson';
import { startPageServer, type PageServer } from './server';
import { applyTheme, themes, type ThemeFixture } from './themes';
import { installVsCodeApi } from './vscodeApi';

export interface OpenOptions {
  readonly theme?: ThemeFixture;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Answer to `ready`; undefined: none. */
  readonly snapshot?: Extract<ToPanel, { type: 'snapshot' }>;
  /** Answers `attention-request`s; a map of `undefined` says that there is none. */
  readonly attention?: (step: number, index: number) => PanelAttention | undefined;
  readonly deviceScaleFactor?: number;
}

/** The dashboard's page in Chromium with the test as its extension host. */
export class PanelPage {
  /** Everything the page sent, in order. */
  readonly received: FromPanel[] = [];
  /** Violations of the content security policy, errors of scripts and errors on the console. */
  readonly problems: string[] = [];
  theme: ThemeFixture;
  snapshot: OpenOptions['snapshot'];
  attention: OpenOptions['attention'];

  constructor(
    readonly page: Page,
    options: OpenOptions,
  ) {
    this.theme = options.theme ?? themes.dark;
    this.snapshot = options.snapshot;
    this.attention = options.attention;
  }

  /** Sends a message as VS Code does: as JSON, but for the typed arrays of attention maps. */
  async send(message: ToPanel): Promise<void> {
    if (message.type === 'attention')
      await this.page.evaluate(postMap, JSON.stringify(withPlainValues(message)));
    else await postJson(this.page, message);
  }

  /** Waits until the page has sent so many messages of a type, and returns them. */
  async waitFor<T extends FromPanel['type']>(type: T, count = 1): Promise<Extract<FromPanel, { type: T }>[]> {
    const found = (): Extract<FromPanel, { type: T }>[] =>
      this.received.filter((message): message is Extract<FromPanel, { type: T }> => message.type === type);
    for (let tries = 0; tries < 600; tries++) {
      if (found().length >= count) return found();
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`The page did not send ${count} "${type}"; it sent ${JSON.stringify(this.received)}.`);
  }

  /** What the page last gave to `setState`, once it has had the time to. */
  async savedState(): Promise<Readonly<Record<string, unknown>>> {
    await this.settle();
    await this.page.waitForTimeout(250);
    const text = await this.page.evaluate(() => sessionStorage.getItem(location.search));
    return JSON.parse(text ?? '{}') as Readonly<Record<string, unknown>>;
  }

  async waitForDashboard(): Promise<void> {
    const limitMs = 20_000;
    await this.page
      .locator('.dashboard')
      .waitFor({ timeout: limitMs })
      .catch(() => {
        throw new Error(`The page showed no dashboard within ${limitMs} ms. ${this.problems.join('\n')}`);
      });
  }

  /** Waits until everything sent so far is drawn. */
  async settle(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
        }),
    );
  }

  /** Changes the theme of the open page as VS Code does. */
  async setTheme(theme: ThemeFixture): Promise<void> {
    this.theme = theme;
    await this.page.evaluate(applyTheme, theme);
    await this.settle();
  }

  async screenshot(name: string): Promise<void> {
    const folder = path.resolve('test-results');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `webview-${name}.png`), fullPage: true });
  }

  async handle(message: FromPanel): Promise<void> {
    this.received.push(message);
    if (message.type === 'ready' && this.snapshot !== undefined) await this.send(this.snapshot);
    if (message.type === 'attention-request' && this.attention !== undefined) {
      const { step, index } = message;
      await this.send({ type: 'attention', step, index, map: this.attention(step, index) });
    }
  }
}

/** One browser for a test file. Making a page takes longer than loading one, so all panels share a page. */
export class PanelBrowser {
  #session: BrowserSession | undefined;
  #server: PageServer | undefined;
  #panel: PanelPage | undefined;
  #opened = 0;
  readonly #pages = new Map<number, Promise<Page>>();

  async start(): Promise<void> {
    this.#session = await launchBrowser();
    this.#server = await startPageServer(() => this.#panel?.theme ?? themes.dark);
  }

  /** Replaces the panel opened before. */
  async open(options: OpenOptions = {}): Promise<PanelPage> {
    if (this.#server === undefined) throw new Error('start() comes first.');
    const page = await this.#page(options.deviceScaleFactor ?? 1);
    await page.goto('about:blank');
    await page.setViewportSize(options.viewport ?? { width: 1280, height: 900 });
    await page.mouse.move(0, 0);
    const panel = new PanelPage(page, options);
    this.#panel = panel;
    this.#opened += 1;
    await page.goto(`${this.#server.url}?panel=${this.#opened}`);
    if (options.snapshot !== undefined) await panel.waitForDashboard();
    return panel;
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    await this.#session?.browser.close();
  }

  #page(deviceScaleFactor: number): Promise<Page> {
    const made = this.#pages.get(deviceScaleFactor) ?? this.#makePage(deviceScaleFactor);
    this.#pages.set(deviceScaleFactor, made);
    return made;
  }

  async #makePage(deviceScaleFactor: number): Promise<Page> {
    if (this.#session === undefined) throw new Error('start() comes first.');
    const context = await this.#session.browser.newContext({ deviceScaleFactor });
    await context.exposeFunction('sendToHost', (message: FromPanel) => this.#panel?.handle(message));
    await context.exposeFunction('reportProblem', (text: string) => this.#panel?.problems.push(text));
    // tsx's compiler names functions by a helper that functions sent to the page would miss.
    await context.addInitScript({ content: 'globalThis.__name = (target) => target;' });
    await context.addInitScript(installVsCodeApi);
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => this.#panel?.problems.push(message));
    page.on('console', (entry) => {
      if (entry.type() === 'error' || entry.type() === 'warning') this.#panel?.problems.push(entry.text());
    });
    return page;
  }
}

function withPlainValues(message: Extract<ToPanel, { type: 'attention' }>): unknown {
  const { map } = message;
  if (map === undefined) return message;
  const { machine } = map;
  const plainMachine = machine && {
    ...machine,
    weightings: Array.from(machine.weightings),
    memory: Array.from(machine.memory),
  };
  return { ...message, map: { ...map, values: Array.from(map.values), machine: plainMachine } };
}

/** Runs in the page. */
function postMap(text: string): void {
  const message = JSON.parse(text) as { map?: { values: number[] | Float32Array } };
  const { map } = message;
  if (map !== undefined) map.values = Float32Array.from(map.values);
  window.postMessage(message, '*');
}
