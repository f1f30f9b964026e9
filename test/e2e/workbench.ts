import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium, errors, type Browser, type FrameLocator, type Locator, type Page } from 'playwright-core';

/** How long the workbench may take for anything but training. */
const uiLimitMs = 30_000;
const startLimitMs = 60_000;

/** What scripts/test-e2e.mjs tells about the VS Code it started. */
export interface Session {
  port: number;
  /** Folder for the workspaces that tests make. */
  workspaces: string;
  /** The extension's folder for what it keeps. */
  globalStorage: string;
  /** Where VS Code has been told to find what native TensorFlow is installed from. Nothing answers until a test does. */
  nativeSources: string;
  /** An installation of native TensorFlow. */
  native: string;
  chromium: string;
  chromiumArguments: string[];
}

export interface OpenWorkbenchOptions {
  /** Folder to open, as {@link newWorkspace} makes it; default: a new and empty one. */
  workspace?: string;
  /** Settings of the workspace. */
  settings?: Record<string, unknown>;
  viewport?: { width: number; height: number };
  /** Display language; one of those that scripts/test-e2e.mjs lets VS Code offer. Default: English. */
  language?: string;
}

/** What {@link Workbench.editorText} uses of an element: tests are compiled without the DOM's types. */
interface DrawnLine {
  readonly textContent: string;
  getBoundingClientRect(): { readonly top: number };
}

/** The themes that pictures are taken in. The one that windows begin with comes last. */
export const themes = [
  { id: 'Default Dark Modern', name: 'dark' },
  { id: 'Default High Contrast', name: 'high-contrast' },
  { id: 'Default High Contrast Light', name: 'high-contrast-light' },
  { id: 'Default Light Modern', name: 'light' },
] as const;

const openWindows = new Set<Workbench>();
let launched: Promise<Browser> | undefined;

/** A new folder with these files, given by their paths in it; what is no text is written as JSON. */
export function newWorkspace(files: Readonly<Record<string, string | object>> = {}): string {
  const workspace = path.join(mkdtempSync(path.join(readSession().workspaces, 'w')), 'workspace');
  mkdirSync(workspace);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(workspace, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
  return workspace;
}

/**
 * Opens a VS Code window with the packaged extension installed, as a user of this machine would. All windows share a browser,
 * but nothing that it keeps.
 */
export async function openWorkbench(options: OpenWorkbenchOptions = {}): Promise<Workbench> {
  const session = readSession();
  const { workspace = newWorkspace(), settings = {} } = options;
  writeSettings(workspace, settings);
  launched ??= chromium.launch({ executablePath: session.chromium, args: session.chromiumArguments });
  const context = await (
    await launched
  ).newContext({
    viewport: options.viewport ?? { width: 1400, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...(options.language === undefined ? {} : { locale: options.language }),
  });
  const page = await context.newPage();
  page.setDefaultTimeout(uiLimitMs);
  const url = new URL(`http://127.0.0.1:${session.port}/`);
  url.searchParams.set('folder', workspace);
  await page.goto(url.toString());
  const workbench = new Workbench(page, workspace, settings);
  openWindows.add(workbench);
  await workbench.ready();
  return workbench;
}

/** @returns the windows that are open now */
export function windows(): ReadonlySet<Workbench> {
  return new Set(openWindows);
}

/** Ends the browser, when no window is needed any more. */
export async function closeBrowser(): Promise<void> {
  await (await launched)?.close();
}

/** Pictures of all open windows, for a look at what went wrong: `test-results/NAME.png`, `NAME-2.png` … */
export async function screenshotAll(name: string): Promise<void> {
  for (const [index, { page }] of [...openWindows].entries())
    await page.screenshot({ path: screenshotFile(index === 0 ? name : `${name}-${index + 1}`) });
}

/**
 * A VS Code window. Every method waits until what it did can be seen; none sleeps. What waits for something longer
 * than {@link uiLimitMs} (training) passes its own limit to {@link until} or to the locator.
 */
export class Workbench {
  private readonly settings: Record<string, unknown>;
  private settingsChanges = 0;

  /**
   * @param workspace the folder that the window shows
   * @param settings of the workspace
   */
  constructor(
    readonly page: Page,
    readonly workspace: string,
    settings: Readonly<Record<string, unknown>>,
  ) {
    this.settings = { ...settings };
  }

  /**
   * Waits until the window is connected and its parts are drawn, whichever view they show. Extensions may still be on their
   * way: what needs them (a command, a CodeLens) is waited for where it is used.
   */
  async ready(): Promise<void> {
    await this.page.locator('[id="status.host"]').waitFor({ timeout: startLimitMs });
    await this.page.locator('.activitybar .action-item').first().waitFor({ timeout: startLimitMs });
  }

  /** Reloads the window, as "Developer: Reload Window" does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  async close(): Promise<void> {
    openWindows.delete(this);
    // Leaving the page first lets the window say goodbye: its extension host ends, and what it trains.
    await this.page.goto('about:blank');
    await this.page.context().close();
  }

  /** Runs a command from the palette, by its whole title with the category: `Seq2Seq: Train Model`. */
  async runCommand(title: string): Promise<void> {
    await this.chooseFromPalette(`>${title}`, title);
  }

  /** Opens a file of the workspace by (the end of) its path and waits for its editor. */
  async openFile(name: string): Promise<void> {
    const fileName = path.posix.basename(name);
    await this.chooseFromPalette(name, fileName);
    await this.page.locator(`.tab.active[data-resource-name="${fileName}"]`).waitFor();
    await this.editor().locator('.view-lines').waitFor();
  }

  /** Chooses an item of the open quick pick by its label. */
  async choose(label: string): Promise<void> {
    await this.quickInputRow(label).first().click();
  }

  /** Types into the open input box and accepts it. */
  async answer(text: string): Promise<void> {
    await this.quickInput().locator('input').first().fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** The open quick pick or input box. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  /** Items of the open quick pick with exactly this label. */
  quickInputRow(label: string): Locator {
    const name = this.page.locator('.label-name').filter({ hasText: exactly(label) });
    return this.quickInput().locator('.monaco-list-row').filter({ has: name });
  }

  /** A toast with this text. Its buttons: `.getByRole('button', { name })`. */
  toast(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast').filter({ hasText: text });
  }

  /** The open modal dialog. Its buttons: `.getByRole('button', { name })`. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Entries of the status bar with this text. */
  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
  }

  /** CodeLens links of the visible editor with this text. */
  codeLens(text: string | RegExp): Locator {
    return this.editor().locator('.codelens-decoration a').filter({ hasText: text });
  }

  /** Rows of a view in the side bar, by the view's title. */
  viewRows(viewTitle: string): Locator {
    return this.page
      .locator('.pane')
      .filter({ has: this.page.locator('.pane-header .title', { hasText: exactly(viewTitle) }) })
      .locator('.monaco-list-row');
  }

  /** The tab with this title. */
  tab(title: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: title });
  }

  /** Brings the tab with this title to the front and returns the document inside its webview. */
  async webview(title: string | RegExp): Promise<FrameLocator> {
    await this.tab(title).first().click();
    await this.page.locator('iframe.webview.ready:visible').last().waitFor();
    return this.shownWebview();
  }

  /** The document inside the webview that was opened last of those in sight. The keyboard stays where it is. */
  shownWebview(): FrameLocator {
    const frame = this.page.locator('iframe.webview.ready:visible').last();
    return frame.contentFrame().locator('iframe#active-frame').contentFrame();
  }

  /** The text editor in the active group (of a diff: its right side). */
  editor(): Locator {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor:visible').last();
  }

  /** The text that the active editor shows. Long documents are drawn in part only. */
  async editorText(): Promise<string> {
    const lines = await this.editor()
      .locator('.view-lines > .view-line')
      // The elements stand in the order in which they came into view.
      .evaluateAll((elements: DrawnLine[]) =>
        elements
          .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent }))
          .sort((a, b) => a.top - b.top)
          .map(({ text }) => text),
      );
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** Puts the cursor into the active editor and selects whole lines, counted from 1 and including the last. */
  async selectLines(first: number, last: number): Promise<void> {
    await this.editor().locator('.view-lines').click();
    await this.page.keyboard.press('Control+Home');
    for (let line = 1; line < first; line += 1) await this.page.keyboard.press('ArrowDown');
    await this.page.keyboard.press('Home');
    for (let line = first; line < last; line += 1) await this.page.keyboard.press('Shift+ArrowDown');
    await this.page.keyboard.press('Shift+End');
  }

  /**
   * Changes settings of the workspace and waits until the window has taken them over. (VS Code in the browser does not
   * notice when its user settings are changed from outside.)
   */
  async changeSettings(changes: Record<string, unknown>): Promise<void> {
    Object.assign(this.settings, changes);
    // The proof that the window follows: a mark at the end of its title, invisible to the eye.
    this.settingsChanges += 1;
    const mark = '\u2060'.repeat(this.settingsChanges);
    writeSettings(this.workspace, { ...this.settings, 'window.title': `\${rootName}${mark}` });
    await until(
      async () => new RegExp(`[^\u2060]${mark}$`).test(await this.page.title()),
      'the changed settings',
    );
  }

  /** Switches the colour theme, such as `Default Dark Modern`, and waits until the window shows it. */
  async setTheme(id: string): Promise<void> {
    const workbench = this.page.locator('.monaco-workbench').first();
    const shown = async (): Promise<string> =>
      ((await workbench.getAttribute('class')) ?? '')
        .split(' ')
        .filter((name) => /^(vs|hc)/.test(name))
        .join(' ');
    const before = await shown();
    const current = this.settings['workbench.colorTheme'] ?? 'Default Light Modern';
    await this.changeSettings({ 'workbench.colorTheme': id });
    if (current !== id) await until(async () => (await shown()) !== before, `the theme ${id}`);
  }

  /**
   * How long an extension took to activate, in milliseconds, as VS Code itself reports it ("Show Running Extensions").
   * @returns undefined when it is not active
   */
  async activationMs(displayName: string): Promise<number | undefined> {
    await this.runCommand('Developer: Show Running Extensions');
    const rows = this.page.locator('.runtime-extensions-editor .monaco-list-row');
    await rows.first().waitFor();
    const name = this.page.locator('.name').filter({ hasText: exactly(displayName) });
    const time = rows.filter({ has: name }).locator('.activation-time').first();
    // The list begins with the slowest and draws only what fits: a quick extension stands at its end.
    for (const key of ['Home', 'End']) {
      await rows.first().click();
      await this.page.keyboard.press(key);
      const text = await time.textContent({ timeout: 2_000 }).catch(() => null);
      const milliseconds = /(\d+)\s*ms/.exec(text ?? '')?.[1];
      if (milliseconds === undefined) continue;
      await this.page.keyboard.press('Escape');
      return Number(milliseconds);
    }
    await this.page.keyboard.press('Escape');
    return undefined;
  }

  /** Writes `test-results/NAME.png`. */
  async screenshot(name: string): Promise<string> {
    const file = screenshotFile(name);
    await this.page.screenshot({ path: file });
    return file;
  }

  /**
   * Opens the palette, types a text and clicks the entry with a label. The list is made when the palette opens: an entry that
   * only comes to exist (a command whose condition is not yet true) is found by opening it again.
   */
  private async chooseFromPalette(text: string, label: string): Promise<void> {
    const row = this.quickInputRow(label).first();
    await until(async () => {
      await this.page.keyboard.press('F1');
      try {
        await this.quickInput().locator('input').first().fill(text, { timeout: 2_000 });
        await row.click({ timeout: 3_000 });
        return true;
      } catch (error) {
        if (!(error instanceof errors.TimeoutError)) throw error;
        await this.page.keyboard.press('Escape');
        return false;
      }
    }, `“${label}” in the palette`);
  }
}

/** Waits until a condition holds. */
export async function until(
  condition: () => Promise<boolean> | boolean,
  what: string,
  limitMs = uiLimitMs,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited ${limitMs / 1000} s in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function readSession(): Session {
  const session = process.env['S2S_E2E'];
  if (session === undefined)
    throw new Error('S2S_E2E is not set: start these tests by scripts/test-e2e.mjs.');
  return JSON.parse(session) as Session;
}

function writeSettings(workspace: string, settings: Readonly<Record<string, unknown>>): void {
  const folder = path.join(workspace, '.vscode');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
}

function screenshotFile(name: string): string {
  const folder = path.resolve('test-results');
  mkdirSync(folder, { recursive: true });
  return path.join(folder, `${name.replaceAll(/[^\w.-]+/g, '-')}.png`);
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
