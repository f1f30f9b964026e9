import * as vscode from 'vscode';
import { fromPanelSchema } from '../../protocol/panel';
import type { FromPanel, PanelBadge, ToPanel } from '../../protocol/panel';
import { errorText } from '../../runs/runFolderError';
import { Disposables } from '../disposables';
import { endMessage } from '../runs/crashText';
import { reproductionOf } from '../runs/reproductionOf';
import type { RunComparison } from '../runs/reproductionOf';
import type { RunStore } from '../runs/runStore';
import { Throttle } from '../throttle';
import { badgeDetail, badgeText } from '../views/reproductionText';
import { PanelFeed } from './panelFeed';
import { panelRun } from './panelRun';
import { translatedPanelTexts } from './panelTexts';
import { loadPage } from './webviewPage';

export type PanelPart = Extract<ToPanel, { type: 'show' }>['part'];

/** Messages of the page that concern more than the panel. */
export type PanelRequest = Exclude<
  FromPanel['type'],
  | 'ready'
  | 'attention-request'
  | 'samples-request'
  | 'sample-history-request'
  | 'painted-first-point'
  | 'failed'
>;

export interface DashboardPanelOptions {
  readonly panel: vscode.WebviewPanel;
  readonly folder: string;
  readonly extensionUri: vscode.Uri;
  readonly store: RunStore;
  readonly log: vscode.LogOutputChannel;
  /** What the page asks of the rest of the extension. */
  readonly onRequest: (request: PanelRequest) => void;
  /** The page has painted its first point, so long after it began to load. */
  readonly onFirstPoint: (sinceLoadMs: number) => void;
}

/** At most ten messages a second, also when reading holds one up and not the next. */
const deltaIntervalMs = 110;

/**
 * One run's dashboard: a view of the run folder. It says `ready` and gets everything, then what is new; hidden it gets
 * nothing, and asks again when it is shown.
 */
export class DashboardPanel implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly deltas = this.disposables.add(
    new Throttle(deltaIntervalMs, () => void this.inTurn(() => this.sendDelta())),
  );
  private readonly feed: PanelFeed;
  private turn: Promise<void> = Promise.resolve();
  /** The page is there, and has the snapshot that deltas build on. */
  private hasSnapshot = false;
  private awaitsSnapshot = false;
  private wanted: PanelPart | undefined;
  private readonly posts = this.disposables.add(new vscode.EventEmitter<ToPanel>());

  /** What the page is sent. */
  readonly onDidPost = this.posts.event;

  constructor(private readonly options: DashboardPanelOptions) {
    const { panel, folder, store } = options;
    this.feed = new PanelFeed(folder);
    this.disposables.add(panel.webview.onDidReceiveMessage((message) => this.receive(message)));
    this.disposables.add(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.pause();
      }),
    );
    this.disposables.add(
      store.onDidChange((change) => {
        if (change.folder === folder || this.isReproducedBy(change.folder)) this.update();
      }),
    );
    const { extensionUri } = options;
    loadPage(panel.webview, { extensionUri, page: 'dashboard', title: panel.title });
  }

  get folder(): string {
    return this.options.folder;
  }

  /** Whether it is the active editor. */
  get isActive(): boolean {
    return this.options.panel.active;
  }

  /** Brings the panel to the front, and a part of it into view as soon as it shows the run. */
  reveal(part: PanelPart | undefined, preserveFocus: boolean): void {
    this.wanted = part ?? this.wanted;
    this.options.panel.reveal(undefined, preserveFocus);
    if (this.hasSnapshot) this.showWanted();
  }

  /** Says why there is nothing (more) to show. */
  showGone(message: string): void {
    this.hasSnapshot = false;
    this.awaitsSnapshot = false;
    this.post({ type: 'gone', message, strings: translatedPanelTexts() });
  }

  close(): void {
    this.options.panel.dispose();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private receive(value: unknown): void {
    const parsed = fromPanelSchema.safeParse(value);
    if (!parsed.success) {
      this.options.log.warn(`Dashboard: unknown message (${parsed.error.message})`);
      return;
    }
    const message = parsed.data;
    switch (message.type) {
      case 'ready':
        this.awaitsSnapshot = true;
        this.update();
        return;
      case 'attention-request':
        void this.sendAttention(message.step, message.index);
        return;
      case 'samples-request':
        void this.sendSamples(message.step);
        return;
      case 'sample-history-request':
        void this.sendHistory(message.index);
        return;
      case 'failed':
        this.options.log.error(`Dashboard: ${message.message}`);
        return;
      case 'stop':
      case 'resume':
      case 'pause':
      case 'set-learning-rate':
      case 'reproduce':
      case 'open-config':
      case 'reveal-folder':
        this.options.onRequest(message.type);
        return;
      case 'painted-first-point':
        this.options.onFirstPoint(message.sinceLoadMs);
    }
  }

  private pause(): void {
    this.deltas.cancel();
    this.hasSnapshot = false;
  }

  /** The run has changed, or the page wants to know how it stands. */
  private update(): void {
    const run = this.options.store.get(this.folder);
    if (run !== undefined && this.awaitsSnapshot) {
      this.awaitsSnapshot = false;
      void this.inTurn(() => this.sendSnapshot());
    } else if (run !== undefined && this.hasSnapshot) {
      this.deltas.request();
    } else if (run === undefined && this.hasSnapshot) {
      this.showGone(vscode.l10n.t('The run folder {0} has been deleted or moved.', this.folder));
    }
  }

  private async sendSnapshot(): Promise<void> {
    const content = await this.feed.all();
    const attentionMaps = await this.feed.attentionMaps();
    const run = this.run();
    if (run === undefined) return;
    const { train, dev, changes, samples } = content;
    const strings = translatedPanelTexts();
    this.post({ type: 'snapshot', run, train, dev, changes, samples, attentionMaps, strings });
    this.hasSnapshot = this.options.panel.visible;
    this.showWanted();
  }

  private async sendDelta(): Promise<void> {
    const { reset, train, dev, changes, samples } = await this.feed.news();
    const run = this.run();
    if (run === undefined || !this.hasSnapshot) return;
    if (reset) await this.sendSnapshot();
    else this.post({ type: 'delta', run, train, dev, changes, samples });
  }

  private async sendAttention(step: number, index: number): Promise<void> {
    const map = await this.orWarn(() => this.feed.attention(step, index));
    this.post({ type: 'attention', step, index, map });
  }

  private async sendSamples(step: number): Promise<void> {
    const samples = await this.orWarn(() => this.feed.samples.at(step));
    this.post({ type: 'samples', step, ...(samples === undefined ? {} : { samples }) });
  }

  private async sendHistory(index: number): Promise<void> {
    const moments = (await this.orWarn(() => this.feed.samples.history(index))) ?? [];
    this.post({ type: 'sample-history', index, moments });
  }

  /** What can't be read is as if it were not there; the log says why. */
  private async orWarn<T>(read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      this.options.log.warn(errorText(error));
      return undefined;
    }
  }

  private showWanted(): void {
    if (this.wanted === undefined) return;
    this.post({ type: 'show', part: this.wanted });
    this.wanted = undefined;
  }

  private run() {
    const run = this.options.store.get(this.folder);
    if (run === undefined) return undefined;
    const comparison = reproductionOf(run, this.options.store.all());
    return panelRun(run, endMessage(run), comparison === undefined ? undefined : badgeOf(comparison));
  }

  /** Whether the end of another run tells something about this one. */
  private isReproducedBy(folder: string): boolean {
    const { store } = this.options;
    const reproduces = store.get(folder)?.manifest.reproduces;
    return reproduces !== undefined && reproduces === store.get(this.folder)?.id;
  }

  /** One after the other, so that no delta overtakes its snapshot. What fails is told on the page. */
  private inTurn(action: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(action).catch((error: unknown) => this.showGone(errorText(error)));
    return this.turn;
  }

  private post(message: ToPanel): void {
    if (this.disposables.isDisposed) return;
    this.posts.fire(message);
    void this.options.panel.webview.postMessage(message);
  }
}

const badgeOf = (comparison: RunComparison): PanelBadge => ({
  verdict: comparison.reproduction.verdict,
  text: badgeText(comparison.reproduction),
  detail: badgeDetail(comparison),
});
