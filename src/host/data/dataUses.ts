import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import { configGlob } from '../../contributions';
import type { SplitName } from '../../core/config/reportDataFile';
import { Disposables } from '../disposables';
import { currentText, isConfig } from '../language/configFile';

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
  private readonly usesOfConfig = new Map<string, readonly DataUse[]>();
  private loading: Promise<void> | undefined;

  readonly onDidChange = this.changes.event;

  /** The splits that a file is, those of open configs first. */
  async of(file: vscode.Uri): Promise<readonly DataUse[]> {
    this.loading ??= this.load();
    await this.loading;
    const name = file.toString();
    const uses = [...this.usesOfConfig.values()].flat().filter((use) => use.file.toString() === name);
    const shown = new Set(vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString()));
    const rank = ({ config }: DataUse): number => (shown.has(config.toString()) ? 0 : 1);
    return uses.sort((a, b) => rank(a) - rank(b) || compare(a.config.path, b.config.path));
  }

  /** The other files of a use's config. */
  othersOf({ config, split }: DataUse): readonly DataUse[] {
    return (this.usesOfConfig.get(config.toString()) ?? []).filter((use) => use.split !== split);
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
    if (config.path.includes('/.s2s/') || vscode.workspace.fs.isWritableFileSystem(config.scheme) === undefined)
      return;
    const uses = await readUses(config);
    const before = this.usesOfConfig.get(config.toString()) ?? [];
    if (describe(uses) === describe(before)) return;
    this.usesOfConfig.set(config.toString(), uses);
    this.changes.fire();
  }

  private forget(config: vscode.Uri): void {
    if (this.usesOfConfig.delete(config.toString())) this.changes.fire();
  }
}

async function readUses(config: vscode.Uri): Promise<readonly DataUse[]> {
  const { parse } = await import('jsonc-parser');
  let text: string;
  try {
    text = await currentText(config);
  } catch {
    return [];
  }
  const value: unknown = parse(text, [], { allowTrailingComma: true });
  return splitNames.flatMap((split) => {
    const path = memberOf(memberOf(value, 'data'), split);
    return typeof path === 'string' && path !== '' ? [{ config, split, file: dataFile(config, path) }] : [];
  });
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** Paths in a config are relative to it. */
function dataFile(config: vscode.Uri, path: string): vscode.Uri {
  if (!isAbsolute(path)) return vscode.Uri.joinPath(config, '..', path);
  return config.scheme === 'file' ? vscode.Uri.file(path) : config.with({ path });
}

const describe = (uses: readonly DataUse[]): string =>
  uses.map(({ split, file }) => `${split} ${file.toString()}`).join('\n');

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
