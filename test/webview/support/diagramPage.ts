import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser, type BrowserSession } from '../../../scripts/lib/browser.mjs';
import type { DiagramState, FromDiagram, ToDiagram } from '../../../src/protocol/diagram';
import { postJson } from './postJson';
import { startPageServer, type PageServer } from './server';
import { themes, type ThemeFixture } from './themes';
import { installVsCodeApi } from './vscodeApi';

export interface OpenDiagramOptions {
  readonly theme?: ThemeFixture;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Answer to `ready`. */
  readonly state: DiagramState;
}

/** The page of the model diagram in Chromium with the test as its extension host. */
export class DiagramPage {
  /** Everything the page sent, in order. */
  readonly received: FromDiagram[] = [];
  /** Violations of the content security policy, errors of scripts and errors on the console. */
  readonly problems: string[] = [];

  constructor(
    readonly page: Page,
    private state: DiagramState,
  ) {}

  async send(message: ToDiagram): Promise<void> {
    await postJson(this.page, message);
    await this.settle();
  }

  async show(changes: Partial<DiagramState>): Promise<void> {
    this.state = { ...this.state, ...changes };
    await this.send({ type: 'state', state: this.state, strings: {} });
  }

  async handle(message: FromDiagram): Promise<void> {
    this.received.push(message);
    if (message.type === 'ready') await this.send({ type: 'state', state: this.state, strings: {} });
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

  async screenshot(name: string): Promise<void> {
    const folder = path.resolve('test-results');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `webview-${name}.png`), fullPage: true });
  }
}

/** One browser for a test file, whose diagrams share a page. */
export class DiagramBrowser {
  #session: BrowserSession | undefined;
  #server: PageServer | undefined;
  #page: Page | undefined;
  #diagram: DiagramPage | undefined;
  #theme = themes.dark;
  #opened = 0;

  async start(): Promise<void> {
    this.#session = await launchBrowser();
    this.#server = await startPageServer(() => this.#theme, 'diagram');
    const context = await this.#session.browser.newContext();
    await context.exposeFunction('sendToHost', (message: FromDiagram) => this.#diagram?.handle(message));
    await context.exposeFunction('reportProblem', (text: string) => this.#diagram?.problems.push(text));
    // tsx's compiler names functions by a helper that functions sent to the page would miss.
    await context.addInitScript({ content: 'globalThis.__name = (target) => target;' });
    await context.addInitScript(installVsCodeApi);
    this.#page = await context.newPage();
    this.#page.on('pageerror', ({ message }) => this.#diagram?.problems.push(message));
    this.#page.on('console', (entry) => {
      if (entry.type() === 'error' || entry.type() === 'warning') this.#diagram?.problems.push(entry.text());
    });
  }

  /** Replaces the diagram opened before. */
  async open({ theme, viewport, state }: OpenDiagramOptions): Promise<DiagramPage> {
    if (this.#page === undefined || this.#server === undefined) throw new Error('start() comes first.');
    await this.#page.goto('about:blank');
    await this.#page.setViewportSize(viewport ?? { width: 800, height: 900 });
    await this.#page.mouse.move(0, 0);
    this.#theme = theme ?? themes.dark;
    this.#diagram = new DiagramPage(this.#page, state);
    this.#opened += 1;
    await this.#page.goto(`${this.#server.url}?diagram=${this.#opened}`);
    await this.#page.locator('.diagram').waitFor();
    await this.#diagram.settle();
    return this.#diagram;
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    await this.#session?.browser.close();
  }
}
