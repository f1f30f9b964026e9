import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser, type BrowserSession } from '../../../scripts/lib/browser.mjs';
import { ConfigDocument } from '../../../src/core/config/configDocument';
import { parseConfig } from '../../../src/core/config/parseConfig';
import { changeText } from '../../../src/host/form/changeText';
import { formModel } from '../../../src/host/form/formModel';
import { idleKeys } from '../../../src/host/form/idleKeys';
import type { Blocked, FromForm, IdleKey, ToForm } from '../../../src/protocol/form';
import { startPageServer, type PageServer } from './server';
import { themes, type ThemeFixture } from './themes';
import { installVsCodeApi } from './vscodeApi';

export interface OpenFormOptions {
  readonly theme?: ThemeFixture;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly blocked?: Blocked;
  /** Whether the page is told which keys have no effect, as the host finds out. */
  readonly withIdleKeys?: boolean;
  /** Default: a browser with time to spare. `busy`: there is none before `rest()`. `hurried`: it can't tell. */
  readonly browser?: 'busy' | 'hurried';
}

/** Runs in the page before its scripts: what the address says of the browser. */
function installBrowser(): void {
  // A webview that is loaded again is a new frame, of which the browser knows no scroll position.
  history.scrollRestoration = 'manual';
  const { searchParams } = new URL(location.href);
  if (searchParams.get('browser') === 'hurried') Reflect.deleteProperty(window, 'requestIdleCallback');
  if (searchParams.get('browser') !== 'busy') return;
  const held: (() => void)[] = [];
  const rest = (): number => held.splice(0).map((callback) => callback()).length;
  Object.assign(window, { rest, requestIdleCallback: (callback: () => void) => held.push(callback) });
}

/** The form's page in Chromium, with the test as its extension host: the text is real, and so is what edits it. */
export class TestedForm {
  readonly received: FromForm[] = [];
  /** Violations of the content security policy, errors of scripts and errors on the console. */
  readonly problems: string[] = [];
  /** Answers are kept back. */
  isSilent = false;
  blocked: Blocked | undefined;

  constructor(
    readonly page: Page,
    public text: string,
    readonly theme: ThemeFixture,
    private readonly withIdleKeys: boolean,
  ) {}

  /** One after the other, as JSON: VS Code sends them so. */
  async send(...messages: ToForm[]): Promise<void> {
    await this.page.evaluate((json) => {
      for (const message of JSON.parse(json) as unknown[]) window.postMessage(message, '*');
    }, JSON.stringify(messages));
  }

  /** What the host says of the text. */
  async sendValue(answered = this.edits()): Promise<void> {
    await this.send(this.#value(answered));
  }

  async sendProblems(): Promise<void> {
    await this.send(this.#problems());
    await this.#sendIdleKeys();
  }

  /** The text is changed beside the form. */
  async changeText(text: string): Promise<void> {
    this.text = text;
    await this.sendValue();
    await this.sendProblems();
    await this.settle();
  }

  async handle(message: FromForm): Promise<void> {
    this.received.push(message);
    if (message.type === 'ready') {
      const fileName = 'test.s2s.json';
      const model: ToForm = { type: 'form-model', fileName, sections: formModel(), strings: {} };
      await this.send(model, this.#problems(), this.#value(0));
      await this.#sendIdleKeys();
    } else if (message.type === 'edit' && !this.isSilent) {
      this.text = changeText(this.text, message.change) ?? this.text;
      await this.sendValue();
      await this.sendProblems();
    }
  }

  /** The value of a key in the text. */
  valueAt(key: string): unknown {
    const steps = key.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    return new ConfigDocument(this.text).valueAt(steps);
  }

  field(key: string) {
    return this.page.locator(`[data-path="${key.replaceAll('.', '/')}"]`);
  }

  /** The first control of a field. */
  control(key: string) {
    return this.field(key).locator('input, select').first();
  }

  edits(): number {
    return this.received.filter(({ type }) => type === 'edit').length;
  }

  /** Waits until something that the page leads to is so. */
  async until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (let tries = 0; tries < 400; tries++) {
      if (await condition()) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`Waited in vain for ${what}. ${this.problems.join('\n')}`);
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

  /** Waits until every field is built. */
  async whole(): Promise<void> {
    await this.page.locator('.form-section[aria-busy]').first().waitFor({ state: 'detached' });
  }

  /** Of a busy browser: there is time now, for whatever waits for it. */
  async rest(): Promise<void> {
    do await this.settle();
    while ((await this.page.evaluate(() => (window as unknown as { rest(): number }).rest())) > 0);
    await this.settle();
  }

  async screenshot(name: string): Promise<void> {
    const folder = path.resolve('test-results');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `webview-${name}.png`) });
  }

  #value(answered: number): ToForm {
    const value = new ConfigDocument(this.text).value();
    return { type: 'form-value', value, answered, blocked: this.blocked };
  }

  #problems(idle?: readonly IdleKey[]): ToForm {
    const problems = parseConfig(this.text).diagnostics.map(({ severity, message, path: at, line }) => ({
      severity,
      message,
      path: at,
      line,
    }));
    return { type: 'form-problems', problems, idle };
  }

  async #sendIdleKeys(): Promise<void> {
    if (!this.withIdleKeys) return;
    await this.send(this.#problems(await idleKeys(new ConfigDocument(this.text).value())));
  }
}

/** One browser for a test file. */
export class FormBrowser {
  #session: BrowserSession | undefined;
  #server: PageServer | undefined;
  #page: Page | undefined;
  #form: TestedForm | undefined;
  #opened = 0;

  async start(): Promise<void> {
    this.#session = await launchBrowser();
    this.#server = await startPageServer(() => this.#form?.theme ?? themes.dark, 'form');
    const context = await this.#session.browser.newContext();
    await context.exposeFunction('sendToHost', (message: FromForm) => this.#form?.handle(message));
    await context.exposeFunction('reportProblem', (text: string) => this.#form?.problems.push(text));
    // tsx's compiler names functions by a helper that functions sent to the page would miss.
    await context.addInitScript({ content: 'globalThis.__name = (target) => target;' });
    await context.addInitScript(installVsCodeApi);
    await context.addInitScript(installBrowser);
    this.#page = await context.newPage();
    this.#page.on('pageerror', ({ message }) => this.#form?.problems.push(message));
    this.#page.on('console', (entry) => {
      if (entry.type() === 'error' || entry.type() === 'warning') this.#form?.problems.push(entry.text());
    });
  }

  /** Replaces the form opened before. */
  async open(text: string, options: OpenFormOptions = {}): Promise<TestedForm> {
    if (this.#page === undefined || this.#server === undefined) throw new Error('start() comes first.');
    await this.#page.goto('about:blank');
    await this.#page.setViewportSize(options.viewport ?? { width: 1000, height: 900 });
    const form = new TestedForm(
      this.#page,
      text,
      options.theme ?? themes.dark,
      options.withIdleKeys ?? false,
    );
    form.blocked = options.blocked;
    this.#form = form;
    this.#opened += 1;
    const { browser = '' } = options;
    await this.#page.goto(`${this.#server.url}?panel=${this.#opened}&browser=${browser}`);
    await this.#page.locator('.config-form').waitFor({ timeout: 20_000 });
    if (browser !== 'busy') await form.whole();
    return form;
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    await this.#session?.browser.close();
  }
}
