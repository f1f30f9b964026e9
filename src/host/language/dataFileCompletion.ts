import { extname, relative } from 'node:path/posix';
import * as vscode from 'vscode';
import type { FileKind } from '../../core/config/namedFiles';
import { Disposables } from '../disposables';
import { dataFileUri } from './dataFileUri';
import { configSelector } from './configFile';

/** Files below the folder of a config that are offered before anything is typed. */
const mostFiles = 200;
const hidden = /^\.|^node_modules$/;

const suffixes: Readonly<Record<FileKind, readonly string[]>> = {
  pairs: ['tsv', 'txt'],
  merges: ['txt', 'bpe', 'codes', 'model'],
  vectors: ['txt', 'vec', 'bin', 'w2v', 'glove'],
};

/** Completes the paths of files that a config names, relative to it. */
export class DataFileCompletion implements vscode.CompletionItemProvider, vscode.Disposable {
  private readonly disposables = new Disposables();

  constructor() {
    this.disposables.add(vscode.languages.registerCompletionItemProvider(configSelector, this, '"', '/'));
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    if (document.isUntitled) return [];
    const { getLocation } = await import('jsonc-parser');
    const { fileKindAt } = await import('../../core/config/namedFiles');
    const offset = document.offsetAt(position);
    const { path, isAtPropertyKey, previousNode } = getLocation(document.getText(), offset);
    const kind = isAtPropertyKey ? undefined : fileKindAt(path);
    if (kind === undefined) return [];
    const written =
      previousNode?.type === 'string' && previousNode.offset < offset ? previousNode : undefined;
    const end = written === undefined ? offset : written.offset + written.length;
    if (end < offset) return [];
    const start = written?.offset ?? offset;
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    const typed = document.getText(new vscode.Range(document.positionAt(start), position)).replace(/^"/, '');
    const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
    const paths = [
      ...(await entriesOf(document.uri, folder, suffixes[kind])),
      ...(folder === '' ? await filesBelow(document.uri, suffixes[kind]) : []),
    ];
    return [...new Set(paths)].map((file) => completionItem(file, range));
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

function completionItem(file: string, range: vscode.Range): vscode.CompletionItem {
  const isFolder = file.endsWith('/');
  const { File, Folder } = vscode.CompletionItemKind;
  const item = new vscode.CompletionItem(file, isFolder ? Folder : File);
  const text = JSON.stringify(file);
  item.range = range;
  item.filterText = text;
  // Files before the schema's own proposals, folders behind.
  item.sortText = `${isFolder ? '~' : ' '}${file}`;
  item.insertText = isFolder ? new vscode.SnippetString(`${escapeSnippet(text.slice(0, -1))}$0"`) : text;
  if (isFolder) item.command = { command: 'editor.action.triggerSuggest', title: '' };
  return item;
}

function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** What stands in a folder that is typed, folders with a slash. */
async function entriesOf(config: vscode.Uri, folder: string, endings: readonly string[]): Promise<string[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(
      dataFileUri(config, folder === '' ? '.' : folder),
    );
    return entries.flatMap(([name, type]) => {
      if (hidden.test(name)) return [];
      if ((type & vscode.FileType.Directory) !== 0) return [`${folder}${name}/`];
      return endings.includes(extname(name).slice(1).toLowerCase()) ? [`${folder}${name}`] : [];
    });
  } catch {
    // No such folder.
    return [];
  }
}

async function filesBelow(config: vscode.Uri, endings: readonly string[]): Promise<string[]> {
  const folder = vscode.Uri.joinPath(config, '..');
  const pattern = new vscode.RelativePattern(folder, `**/*.{${endings.join(',')}}`);
  const found = await vscode.workspace.findFiles(pattern, '**/{node_modules,.*}/**', mostFiles);
  return found.map(({ path }) => relative(folder.path, path));
}
