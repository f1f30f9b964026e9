import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { dataFileUri } from './dataFileUri';
import { configSelector } from './configFile';

/** Makes links of the files that a config names. */
export class DataFileLinks implements vscode.DocumentLinkProvider, vscode.Disposable {
  private readonly disposables = new Disposables();

  constructor() {
    this.disposables.add(vscode.languages.registerDocumentLinkProvider(configSelector, this));
  }

  async provideDocumentLinks(document: vscode.TextDocument): Promise<vscode.DocumentLink[]> {
    if (document.isUntitled) return [];
    const { ConfigDocument } = await import('../../core/config/configDocument');
    const { namedFiles } = await import('../../core/config/namedFiles');
    const files = namedFiles(new ConfigDocument(document.getText()));
    return Promise.all(
      files.map(async ({ file, offset, length }) => {
        const target = dataFileUri(document.uri, file);
        const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
        const link = new vscode.DocumentLink(range, target);
        link.tooltip = (await exists(target))
          ? vscode.l10n.t('Open {0}', file)
          : vscode.l10n.t('There is no file {0} yet', vscode.workspace.asRelativePath(target));
        return link;
      }),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
