import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser, type BrowserSession } from '../../../scripts/lib/browser.mjs';
import { ConfigDocument } from '../../../src/core/config/configDocument';
import { parseConfig } from '../../../src/core/config/parseConfig';
import { changeText } from '../../../src/host/form/changeText';
import { formModel } from '../../../src/host/form/formModel';
import { idleKeys } from '../../../src/host/form/idleKeys';
import type { Blocked, FromForm, ToForm } from '../../../src/protocol/form';
import { startPageServer, type PageServer } from './server';
import { themes, type ThemeFixture } from './themes';
import { installVsCodeApi } from './vscodeApi';

export interface OpenFormOptions {
  readonly theme?: ThemeFixture;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly blocked?: Blocked;
  /** Whether the page is told which keys have no effect, as the host finds out. */
  readonly withIdleKeys?: boolean;
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

  async send(message: ToForm): Promise<void> {
    await this.page.evaluate((posted) => window.postMessage(posted, '*'), message);
  }

  /** What the host says of the text. */
  async sendValue(answered = this.edits()): Promise<void> {
    const value = new ConfigDocument(this.text).value();
    await this.send({ type: 'form-value', value, answered, blocked: this.blocked });
  }

  async sendProblems(): Promise<void> {
    const { diagnostics, document } = parseConfig(this.text);
    const problems = diagnostics.map(({ severity, message, path, line }) => ({
      severity,
      message,
      path,
      line,
    }));
    await this.send({ type: 'form-problems', problems, idle: undefined });
    if (!this.withIdleKeys) return;
    await this.send({ type: 'form-problems', problems, idle: await idleKeys(document.value()) });
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
      const sections = formModel();
      await this.send({ type: 'form-model', fileName: 'test.s2s.json', sections, strings: {} });
      await this.sendValue(0);
      await this.sendProblems();
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

  async screenshot(name: string): Promise<void> {
    const folder = path.resolve('test-results');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `webview-${name}.png`) });
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
    await this.#page.goto(`${this.#server.url}?panel=${this.#opened}`);
    await this.#page.locator('.config-form').waitFor({ timeout: 20_000 });
    return form;
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    await this.#session?.browser.close();
  }
}
