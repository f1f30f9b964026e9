import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';

/** A data file as its path stands in a config: relative to it, or absolute. */
export function dataFileUri(config: vscode.Uri, path: string): vscode.Uri {
  if (!isAbsolute(path)) return vscode.Uri.joinPath(config, '..', path);
  return config.scheme === 'file' ? vscode.Uri.file(path) : config.with({ path });
}
