import * as vscode from 'vscode';
import { configGlob } from '../../contributions';
import type { SplitName } from '../../core/config/reportDataFile';
import { Disposables } from '../disposables';
import { currentText, isConfig } from '../language/configFile';
import { dataFileUri } from '../language/dataFileUri';

interface ReadConfig {
  /** Changes with everything that decides how its data is read. */
  readonly stamp: string;
  readonly uses: readonly DataUse[];
}

/** A split of a config that is a file. */
export interface DataUse {
  readonly config: vscode.Uri;
  readonly split: SplitName;
  readonly file: vscode.Uri;
}

const splitNames: readonly SplitName[] = ['train', 'dev', 'test'];
const excluded = '**/{node_modules,.s2s}/**';

/** Which files are splits of which configs of the workspace. Configs are looked for when somebody first asks. */
export class DataUses implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly configs = new Map<string, ReadConfig>();
  private loading: Promise<void> | undefined;

  readonly onDidChange = this.changes.event;

  /** The splits that a file is, those of open configs first. */
  async of(file: vscode.Uri): Promise<readonly DataUse[]> {
    this.loading ??= this.load();
    await this.loading;
    const name = file.toString();
    const all = [...this.configs.values()].flatMap((config) => config.uses);
    const uses = all.filter((use) => use.file.toString() === name);
    const shown = new Set(vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString()));
    const rank = ({ config }: DataUse): number => (shown.has(config.toString()) ? 0 : 1);
    return uses.sort((a, b) => rank(a) - rank(b) || compare(a.config.path, b.config.path));
  }

  /** The other files of a use's config. */
  othersOf({ config, split }: DataUse): readonly DataUse[] {
    const uses = this.configs.get(config.toString())?.uses ?? [];
    return uses.filter((use) => use.split !== split);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async load(): Promise<void> {
    const { workspace } = vscode;
    const watcher = this.disposables.add(workspace.createFileSystemWatcher(configGlob));
    this.disposables.add(watcher.onDidCreate((uri) => void this.read(uri)));
    this.disposables.add(watcher.onDidChange((uri) => void this.read(uri)));
    this.disposables.add(watcher.onDidDelete((uri) => this.forget(uri)));
    this.disposables.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && isConfig(document.uri)) void this.read(document.uri);
      }),
    );
    this.disposables.add(
      workspace.onDidOpenTextDocument(({ uri }) => {
        if (isConfig(uri)) void this.read(uri);
      }),
    );
    const open = workspace.textDocuments.map(({ uri }) => uri).filter(isConfig);
    const found = [...(await workspace.findFiles(configGlob, excluded)), ...open];
    await Promise.all(found.map((uri) => this.read(uri)));
  }

  private async read(config: vscode.Uri): Promise<void> {
    // Copies of configs in run folders name files that are not beside them.
    if (
      config.path.includes('/.s2s/') ||
      vscode.workspace.fs.isWritableFileSystem(config.scheme) === undefined
    )
      return;
    const read = await readConfig(config);
    if (read?.stamp === this.configs.get(config.toString())?.stamp) return;
    if (read === undefined) this.configs.delete(config.toString());
    else this.configs.set(config.toString(), read);
    this.changes.fire();
  }

  private forget(config: vscode.Uri): void {
    if (this.configs.delete(config.toString())) this.changes.fire();
  }
}

async function readConfig(config: vscode.Uri): Promise<ReadConfig | undefined> {
  const { parse } = await import('jsonc-parser');
  let text: string;
  try {
    text = await currentText(config);
  } catch {
    return undefined;
  }
  const value: unknown = parse(text, [], { allowTrailingComma: true });
  const data = memberOf(value, 'data');
  const uses = splitNames.flatMap((split) => {
    const path = memberOf(data, split);
    return typeof path === 'string' && path !== ''
      ? [{ config, split, file: dataFileUri(config, path) }]
      : [];
  });
  return { stamp: JSON.stringify([data, memberOf(value, 'task')]), uses };
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
