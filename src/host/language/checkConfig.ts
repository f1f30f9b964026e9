import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { Diagnostic } from '../../core/config/diagnostic';
import type { Config } from '../../core/config/schema';

export interface CheckedConfig {
  /** Undefined when the text is not a config at all. */
  readonly config: Config | undefined;
  /** All of them, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks a config's text as the trainer will: syntax, schema, rules and data files (read as the workspace has them). */
export async function checkConfig(uri: vscode.Uri, text: string): Promise<CheckedConfig> {
  const { parseConfig } = await import('../../core/config/parseConfig');
  const { diagnoseFiles } = await import('../../core/config/diagnoseFiles');
  const parsed = parseConfig(text);
  const ofFiles = await diagnoseFiles(parsed, {
    resolve: (path) => dataFile(uri, path).fsPath,
    readBytes: (path) => readBytes(dataFile(uri, path)),
  });
  const diagnostics = [...parsed.diagnostics, ...ofFiles].sort((a, b) => a.offset - b.offset);
  return { config: parsed.config, diagnostics };
}

/** Paths in a config are relative to it. */
function dataFile(config: vscode.Uri, path: string): vscode.Uri {
  if (!isAbsolute(path)) return vscode.Uri.joinPath(config, '..', path);
  return config.scheme === 'file' ? vscode.Uri.file(path) : config.with({ path });
}

async function readBytes(file: vscode.Uri): Promise<Uint8Array | undefined> {
  try {
    return await vscode.workspace.fs.readFile(file);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}
