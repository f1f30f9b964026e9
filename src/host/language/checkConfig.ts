import * as vscode from 'vscode';
import type { Diagnostic } from '../../core/config/diagnostic';
import type { ParsedConfig } from '../../core/config/parseConfig';
import type { Config } from '../../core/config/schema';
import { readFileStart } from '../../runs/readFileStart';
import { dataFileUri } from './dataFileUri';

export interface CheckedConfig {
  /** Undefined when the text is not a config at all. */
  readonly config: Config | undefined;
  /** All of them, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** The text and its places, with what it tells without its data files. */
  readonly parsed: ParsedConfig;
}

/** Checks a config's text as the trainer will: syntax, schema, rules and data files (read as the workspace has them). */
export async function checkConfig(uri: vscode.Uri, text: string): Promise<CheckedConfig> {
  const { parseConfig } = await import('../../core/config/parseConfig');
  const parsed = parseConfig(text);
  return checked(parsed, await diagnoseDataFiles(uri, parsed));
}

/** Findings about data files are a matter of minutes for large ones: the editor leaves those to the trainer. */
const largestBytes = 32 * 1024 * 1024;

/**
 * Checks a config again and again while it is edited: its data files are only read again when they, or what the config says
 * about data, have changed.
 */
export class ConfigChecker {
  private key = '';
  private findings: readonly Diagnostic[] = [];

  constructor(private readonly uri: vscode.Uri) {}

  async check(text: string): Promise<CheckedConfig> {
    const { parseConfig } = await import('../../core/config/parseConfig');
    const parsed = parseConfig(text);
    const { config, document } = parsed;
    if (config === undefined) return checked(parsed, []);
    const stats = await Promise.all(dataFiles(this.uri, config).map(statFile));
    const embeddings = [config.model.encoder.embeddings, config.model.decoder.embeddings];
    const vectorStats = await Promise.all(vectorFiles(this.uri, config).map(statFile));
    const key = JSON.stringify([config.data, stats, embeddings, vectorStats]);
    if (key !== this.key) {
      const isLarge = stats.some((stat) => stat !== undefined && stat.size > largestBytes);
      this.findings = isLarge ? [] : await diagnoseDataFiles(this.uri, parsed);
      this.key = key;
    }
    // Where the keys stand now.
    const findings = this.findings.map((finding) =>
      document.diagnostic(document.valueRange(finding.path), finding),
    );
    return checked(parsed, findings);
  }
}

function checked(parsed: ParsedConfig, ofFiles: readonly Diagnostic[]): CheckedConfig {
  const { config, diagnostics } = parsed;
  return { parsed, config, diagnostics: [...diagnostics, ...ofFiles].sort((a, b) => a.offset - b.offset) };
}

async function diagnoseDataFiles(uri: vscode.Uri, parsed: ParsedConfig): Promise<readonly Diagnostic[]> {
  const { diagnoseFiles } = await import('../../core/config/diagnoseFiles');
  return diagnoseFiles(parsed, {
    resolve: (path) => dataFileUri(uri, path).fsPath,
    readBytes: (path) => readBytes(dataFileUri(uri, path)),
    readStart: (path, byteCount) => readStart(dataFileUri(uri, path), byteCount),
  });
}

function dataFiles(uri: vscode.Uri, { data }: Config): vscode.Uri[] {
  const splits = [data.train, data.dev, data.test];
  return splits.filter((split) => typeof split === 'string').map((path) => dataFileUri(uri, path));
}

/** Files of word vectors: only their first bytes are read, however large they are. */
function vectorFiles(uri: vscode.Uri, { model }: Config): vscode.Uri[] {
  const paths = [model.encoder, model.decoder].map(({ embeddings }) => embeddings.load_pretrained);
  return paths.filter((path) => path !== undefined).map((path) => dataFileUri(uri, path));
}

async function statFile(file: vscode.Uri): Promise<{ size: number; mtime: number } | undefined> {
  try {
    const { size, mtime } = await vscode.workspace.fs.stat(file);
    return { size, mtime };
  } catch {
    return undefined;
  }
}

async function readBytes(file: vscode.Uri): Promise<Uint8Array | undefined> {
  try {
    return await vscode.workspace.fs.readFile(file);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}
/** Virtual file systems have no way to read a part. */
async function readStart(file: vscode.Uri, byteCount: number): Promise<Uint8Array | undefined> {
  if (file.scheme !== 'file') return (await readBytes(file))?.subarray(0, byteCount);
  try {
    return await readFileStart(file.fsPath, byteCount);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
