import * as vscode from 'vscode';
import type { ModelDescription } from '../../protocol/modelling';
import { Disposables } from '../disposables';
import type { DescribeOutcome } from '../processes/modellingProcess';
import type { ServiceProcesses } from '../processes/serviceProcesses';

/** What is known of the model that a config describes. */
export interface KnownModel {
  /** Of the text that this is about. */
  readonly version: number;
  /** Of this text, or of the last one before it that described a model. */
  readonly description: ModelDescription | undefined;
  /** Why this text describes none; undefined when it does. */
  readonly problem: Problem | undefined;
}

export type Problem = Omit<Extract<DescribeOutcome, { type: 'undescribed' }>, 'type'>;

interface Entry {
  known: KnownModel | undefined;
  running: Promise<void> | undefined;
  /** Data files have changed since. */
  isStale: boolean;
}

/**
 * The models of the configs that are open, described by the modelling process when somebody asks. One request a document at
 * a time: what is typed meanwhile is in the next one.
 */
export class ModelDescriptions implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly entries = new Map<vscode.TextDocument, Entry>();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<void>());

  /** Data files or the trust in the workspace have changed: ask again. Changes of a text are told by the text. */
  readonly onDidChange = this.changes.event;

  constructor(
    private readonly processes: Pick<ServiceProcesses, 'modelling'>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const { workspace } = vscode;
    this.disposables.add(workspace.onDidCloseTextDocument((document) => this.entries.delete(document)));
    this.disposables.add(workspace.onDidGrantWorkspaceTrust(() => this.invalidate()));
    const data = this.disposables.add(workspace.createFileSystemWatcher('**/*.{tsv,txt}'));
    for (const event of [data.onDidCreate, data.onDidChange, data.onDidDelete])
      this.disposables.add(event(() => this.invalidate()));
  }

  /** The model of a document as it stands when this is answered; undefined when nobody wants to know any more. */
  async latest(
    document: vscode.TextDocument,
    isCancelled: () => boolean = () => false,
  ): Promise<KnownModel | undefined> {
    const entry = this.entryOf(document);
    for (;;) {
      if (document.isClosed || isCancelled()) return undefined;
      if (entry.known?.version === document.version && !entry.isStale) return entry.known;
      entry.running ??= this.describe(document, entry).finally(() => (entry.running = undefined));
      await entry.running;
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private entryOf(document: vscode.TextDocument): Entry {
    const entry = this.entries.get(document) ?? { known: undefined, running: undefined, isStale: false };
    this.entries.set(document, entry);
    return entry;
  }

  private invalidate(): void {
    for (const entry of this.entries.values()) entry.isStale = true;
    if (this.entries.size > 0) this.changes.fire();
  }

  private async describe(document: vscode.TextDocument, entry: Entry): Promise<void> {
    const { version } = document;
    entry.isStale = false;
    const outcome = await this.ask(document);
    entry.known =
      outcome.type === 'described'
        ? { version, description: outcome.description, problem: undefined }
        : { version, description: entry.known?.description, problem: outcome };
  }

  private async ask(document: vscode.TextDocument): Promise<DescribeOutcome> {
    if (!vscode.workspace.isTrusted) {
      const reason = vscode.l10n.t('Models are described in trusted workspaces only, since that reads data.');
      return { type: 'undescribed', reason };
    }
    try {
      const process = await this.processes.modelling();
      const config = { configFile: document.uri.fsPath, configText: document.getText() };
      return await process.describe(config, new AbortController().signal);
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
      return { type: 'undescribed', reason: error instanceof Error ? error.message : String(error) };
    }
  }
}
