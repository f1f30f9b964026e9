import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { fromCompareSchema } from '../../protocol/compare';
import type { CompareRun, CurveNews, FromCompare, ToCompare, WaitingVariant } from '../../protocol/compare';
import type { RunNotes } from '../../runs/runNotes';
import { errorText } from '../../runs/runFolderError';
import { Disposables } from '../disposables';
import { translatedPanelTexts } from '../panels/panelTexts';
import { loadPage } from '../panels/webviewPage';
import { requireTrust } from '../requireTrust';
import { endMessage } from '../runs/crashText';
import type { NotedRuns } from '../runs/notedRuns';
import type { RunStore } from '../runs/runStore';
import { Throttle } from '../throttle';
import type { UserMessages } from '../userMessages';
import { variantLabel } from '../variants/variantLabel';
import { CompareRows } from './compareRows';
import { CurveFeed } from './curveFeed';
import { readGallerySystems } from './readGallerySystems';
import { saveCsv } from './saveCsv';

/** Messages of the page that concern more than the panel. */
export type CompareRequest = Extract<
  FromCompare['type'],
  'open-dashboard' | 'open-config' | 'new-experiment' | 'stop-group'
>;

export interface ComparePanelOptions {
  readonly panel: vscode.WebviewPanel;
  readonly extensionUri: vscode.Uri;
  readonly store: RunStore;
  readonly notes: NotedRuns;
  readonly log: vscode.LogOutputChannel;
  readonly messages: UserMessages;
  readonly waiting: () => readonly WaitingVariant[];
  readonly onDidChangeWaiting: vscode.Event<void>;
  /** `about`: a folder, or the id of a group. */
  readonly onRequest: (request: CompareRequest, about: string | undefined) => void;
  readonly onPost: (message: ToCompare) => void;
}

/** At most ten messages a second. */
const intervalMs = 100;

/** The page that compares runs: a view of the run folders. Hidden it gets nothing, and asks again when it is shown. */
export class ComparePanel implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly updates = this.disposables.add(
    new Throttle(intervalMs, () => void this.inTurn(() => this.sendUpdate())),
  );
  private readonly rows: CompareRows;
  private readonly feeds = new Map<string, CurveFeed>();
  private wanted: readonly string[] = [];
  private readonly changedRows = new Set<string>();
  private readonly changedCurves = new Set<string>();
  private toShow: Extract<ToCompare, { type: 'show' | 'show-group' }> | undefined;
  private waitingShown = '';
  private hasSnapshot = false;
  private lastPostMs = -Infinity;
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly options: ComparePanelOptions) {
    const { panel, store, notes, extensionUri, log } = options;
    const systems = readGallerySystems(extensionUri, log);
    this.rows = new CompareRows({
      systems: () => systems,
      endMessage,
      variantLabel: (group) => variantLabel(group, vscode),
      warn: (text) => log.warn(text),
    });
    this.disposables.add(panel.webview.onDidReceiveMessage((message) => this.receive(message)));
    this.disposables.add(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.pause();
      }),
    );
    this.disposables.add(store.onDidChange(({ folder }) => this.update(folder)));
    this.disposables.add(
      options.onDidChangeWaiting(() => {
        if (this.hasSnapshot) this.updates.request();
      }),
    );
    this.disposables.add(notes.onDidChange((folder) => this.update(folder)));
    loadPage(panel.webview, { extensionUri, page: 'compare', title: panel.title });
  }

  reveal(): void {
    this.options.panel.reveal();
  }

  /** Shows a sweep or ladder as soon as the page is there. */
  showGroup(group: string): void {
    this.toShow = { type: 'show-group', group };
    if (this.hasSnapshot) this.showWanted();
  }

  /** Shows runs as soon as the page is there. */
  show(keys: readonly string[], replace: boolean): void {
    this.toShow = { type: 'show', keys, replace };
    if (this.hasSnapshot) this.showWanted();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private receive(value: unknown): void {
    const parsed = fromCompareSchema.safeParse(value);
    if (!parsed.success) {
      this.options.log.warn(`Comparison: unknown message (${parsed.error.message})`);
      return;
    }
    const message = parsed.data;
    switch (message.type) {
      case 'ready':
        void this.inTurn(() => this.sendSnapshot());
        return;
      case 'want':
        this.want(message.keys);
        return;
      case 'star':
        void this.changeNotes(message.key, { star: message.star });
        return;
      case 'note':
        void this.changeNotes(message.key, { note: message.note });
        return;
      case 'export-csv':
        void this.options.messages.attempt(() => saveCsv(this.options.messages, message.text));
        return;
      case 'copy':
        void vscode.env.clipboard.writeText(message.text);
        return;
      case 'failed':
        this.options.log.error(`Comparison: ${message.message}`);
        return;
      case 'open-dashboard':
      case 'open-config':
        this.options.onRequest(message.type, message.key);
        return;
      case 'stop-group':
        this.options.onRequest(message.type, message.group);
        return;
      case 'new-experiment':
        this.options.onRequest(message.type, undefined);
    }
  }

  private pause(): void {
    this.updates.cancel();
    this.hasSnapshot = false;
  }

  private update(folder: string): void {
    if (!this.hasSnapshot) return;
    this.changedRows.add(folder);
    if (this.wanted.includes(folder)) this.changedCurves.add(folder);
    this.updates.request();
  }

  private want(keys: readonly string[]): void {
    const fresh = keys.filter((key) => !this.wanted.includes(key));
    this.wanted = keys;
    for (const key of fresh) this.changedCurves.add(key);
    if (fresh.length > 0) this.updates.request();
  }

  private async sendSnapshot(): Promise<void> {
    const { store, panel } = this.options;
    await store.firstScan;
    this.wanted = [];
    this.changedRows.clear();
    this.changedCurves.clear();
    for (const feed of this.feeds.values()) feed.tellAnew();
    const runs = await Promise.all(store.all().map((run) => this.rows.row(run)));
    const strings = translatedPanelTexts();
    const waiting = this.options.waiting();
    this.waitingShown = JSON.stringify(waiting);
    this.post({ type: 'snapshot', runs, waiting, strings, isTrusted: vscode.workspace.isTrusted });
    this.hasSnapshot = panel.visible;
    this.showWanted();
  }

  /** Rows first; curves as they are read, as many in a message as come within its time. */
  private async sendUpdate(): Promise<void> {
    const { store } = this.options;
    const folders = [...this.changedRows];
    this.changedRows.clear();
    const known = folders.flatMap((folder) => store.get(folder) ?? []);
    let runs: readonly CompareRun[] = await Promise.all(known.map((run) => this.rows.row(run)));
    let gone: readonly string[] = folders.filter((folder) => store.get(folder) === undefined);
    let curves: CurveNews[] = [];
    for (const key of [...this.changedCurves]) {
      this.changedCurves.delete(key);
      if (this.wanted.includes(key) && !gone.includes(key)) curves.push(await this.feed(key).news());
      if (performance.now() - this.lastPostMs < intervalMs) continue;
      if (!this.postUpdate({ runs, gone, curves })) return;
      [runs, gone, curves] = [[], [], []];
    }
    if (runs.length + gone.length + curves.length > 0) {
      await this.untilNextPost();
      this.postUpdate({ runs, gone, curves });
    }
    await this.sendWaiting();
  }

  /** After the rows: what has begun is a row before it waits no more. */
  private async sendWaiting(): Promise<void> {
    const waiting = this.options.waiting();
    const shown = JSON.stringify(waiting);
    if (shown === this.waitingShown) return;
    await this.untilNextPost();
    if (!this.hasSnapshot) return;
    this.waitingShown = shown;
    this.post({ type: 'waiting', waiting });
  }

  private untilNextPost(): Promise<void> {
    return sleep(Math.max(0, this.lastPostMs + intervalMs - performance.now()));
  }

  /** False when the page has been hidden: it will ask for everything again. */
  private postUpdate(update: Omit<Extract<ToCompare, { type: 'update' }>, 'type'>): boolean {
    if (this.hasSnapshot) this.post({ type: 'update', ...update });
    return this.hasSnapshot;
  }

  private feed(key: string): CurveFeed {
    const feed = this.feeds.get(key) ?? new CurveFeed(key);
    this.feeds.set(key, feed);
    return feed;
  }

  private async changeNotes(key: string, change: Partial<RunNotes>): Promise<void> {
    const { store, notes, messages } = this.options;
    const isKnown = store.get(key) !== undefined;
    if (requireTrust(messages) && isKnown) await messages.attempt(() => notes.change(key, change));
    // Also when it failed: the page then shows again what is kept.
    this.update(key);
  }

  private showWanted(): void {
    if (this.toShow === undefined) return;
    this.post(this.toShow);
    this.toShow = undefined;
  }

  /** One after the other, so that no update overtakes its snapshot. */
  private inTurn(action: () => Promise<void>): Promise<void> {
    this.turn = this.turn
      .then(action)
      .catch((error: unknown) => this.options.log.error(`Comparison: ${errorText(error)}`));
    return this.turn;
  }

  private post(message: ToCompare): void {
    if (this.disposables.isDisposed) return;
    this.lastPostMs = performance.now();
    this.options.onPost(message);
    void this.options.panel.webview.postMessage(message);
  }
}
