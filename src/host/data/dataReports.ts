import * as vscode from 'vscode';
import type { DataFileConfig, DataFileReport, SplitLines } from '../../core/config/reportDataFile';
import { currentText, openDocument } from '../language/configFile';
import type { DataUse, DataUses } from './dataUses';
import { runInSlices } from './runInSlices';

/** Larger files are gone through when somebody asks. */
const largestCharacters = 32 * 1024 * 1024;
const mostLines = 200_000;

/** What is known of a data file that is open. */
export type DataFileState =
  /** No config names it. */
  | { readonly type: 'unused' }
  | { readonly type: 'counting'; readonly uses: readonly DataUse[] }
  | { readonly type: 'large'; readonly uses: readonly DataUse[] }
  | {
      readonly type: 'reported';
      readonly uses: readonly DataUse[];
      /** The use that the report is for. */
      readonly use: DataUse;
      readonly report: DataFileReport;
    };

interface KnownLines {
  readonly stamp: string;
  readonly lines: SplitLines;
}

/** Goes through data files as the configs that name them want them read. */
export class DataReports {
  /** Of files of other splits: where each source stands. */
  private readonly lines = new Map<string, KnownLines>();

  constructor(private readonly uses: DataUses) {}

  /**
   * What there is to say about a document. It yields to others while it works; undefined when it was called off.
   * @param evenIfLarge goes through a large file, too
   */
  async report(
    document: vscode.TextDocument,
    evenIfLarge: boolean,
    isCancelled: () => boolean,
  ): Promise<DataFileState | undefined> {
    const uses = await this.uses.of(document.uri);
    const [use] = uses;
    if (use === undefined) return { type: 'unused' };
    const otherFiles = this.uses.othersOf(use);
    if (!evenIfLarge && (isLarge(document) || (await someAreLarge(otherFiles))))
      return { type: 'large', uses };
    const { readSplitLines, reportDataFile } = await import('../../core/config/reportDataFile');
    const config = await readConfig(use);
    const others = [];
    for (const { file, split } of otherFiles) {
      // One file for two splits is a finding of the config.
      if (file.toString() === document.uri.toString()) continue;
      const lines = await this.linesOf(file, config, readSplitLines, isCancelled);
      if (isCancelled()) return undefined;
      if (lines !== undefined) others.push({ split, lines });
    }
    const text = document.getText();
    const report = await runInSlices(reportDataFile({ text, split: use.split, config, others }), isCancelled);
    return report === undefined ? undefined : { type: 'reported', uses, use, report };
  }

  private async linesOf(
    file: vscode.Uri,
    config: DataFileConfig,
    read: (text: string, config: DataFileConfig) => Generator<void, SplitLines, void>,
    isCancelled: () => boolean,
  ): Promise<SplitLines | undefined> {
    const stamp = await stampOf(file);
    if (stamp === undefined) return undefined;
    const name = `${file.toString()} ${config.task}`;
    const known = this.lines.get(name);
    if (known?.stamp === stamp) return known.lines;
    const lines = await runInSlices(read(await currentText(file), config), isCancelled);
    if (lines !== undefined) this.lines.set(name, { stamp, lines });
    return lines;
  }
}

function isLarge(document: vscode.TextDocument): boolean {
  const end = document.lineAt(document.lineCount - 1).range.end;
  return document.lineCount > mostLines || document.offsetAt(end) > largestCharacters;
}

async function someAreLarge(uses: readonly DataUse[]): Promise<boolean> {
  for (const { file } of uses) {
    const stat = await statOf(file);
    if (stat !== undefined && stat.size > largestCharacters) return true;
  }
  return false;
}

/** Changes whenever the text of a file may have changed; undefined when there is no such file. */
async function stampOf(file: vscode.Uri): Promise<string | undefined> {
  const open = openDocument(file);
  if (open !== undefined) return `version ${open.version}`;
  const stat = await statOf(file);
  return stat === undefined ? undefined : `${stat.mtime} ${stat.size}`;
}

async function statOf(file: vscode.Uri): Promise<vscode.FileStat | undefined> {
  try {
    return await vscode.workspace.fs.stat(file);
  } catch {
    return undefined;
  }
}

/** How a config wants its data read; where it has errors, as the defaults want it. */
async function readConfig({ config }: DataUse): Promise<DataFileConfig> {
  const { parseConfig } = await import('../../core/config/parseConfig');
  const parsed = parseConfig(await currentText(config)).config ?? parseConfig(defaults).config;
  if (parsed === undefined) throw new Error('The defaults of a config are no config.');
  return parsed;
}

const defaults = '{"data": {"train": "train.tsv", "dev": "dev.tsv"}}';
