import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import type { Run } from '../runs/run';
import { readSetting } from '../settings';
import { leftAloneText } from './decodeLenses';
import { decodePlainText } from './decodePlainText';
import { foldersOf } from './foldersOf';

class DecodedPaste extends vscode.DocumentPasteEdit {
  constructor(
    title: string,
    kind: vscode.DocumentDropOrPasteEditKind,
    readonly text: string,
    readonly run: Run,
    readonly document: vscode.TextDocument,
  ) {
    super(text, title, kind);
  }
}

/** “Paste As… decoded with MODEL”, where a model is chosen for the language. Decodes only what is pasted so. */
export class PasteDecoded implements vscode.DocumentPasteEditProvider<DecodedPaste> {
  constructor(
    private readonly services: HostServices,
    private readonly kind: vscode.DocumentDropOrPasteEditKind,
  ) {}

  async provideDocumentPasteEdits(
    document: vscode.TextDocument,
    _ranges: readonly vscode.Range[],
    dataTransfer: vscode.DataTransfer,
    context: vscode.DocumentPasteEditContext,
  ): Promise<DecodedPaste[]> {
    // An ordinary paste stays what it is, without a question behind it.
    if (context.triggerKind !== vscode.DocumentPasteTriggerKind.PasteAs) return [];
    if (context.only !== undefined && !context.only.contains(this.kind)) return [];
    const run = vscode.workspace.isTrusted ? this.services.models.chosen(document) : undefined;
    const text = await dataTransfer.get('text/plain')?.asString();
    if (run === undefined || text === undefined || text.trim() === '') return [];
    const title = vscode.l10n.t('Paste decoded with {0}', run.manifest.name);
    return [new DecodedPaste(title, this.kind, text, run, document)];
  }

  async resolveDocumentPasteEdit(
    paste: DecodedPaste,
    token: vscode.CancellationToken,
  ): Promise<DecodedPaste> {
    const { messages, processes } = this.services;
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    await messages.attempt(async () => {
      const review = await decodePlainText({
        inference: await processes.inference(),
        run: paste.run,
        text: paste.text,
        folders: foldersOf(paste.document.uri),
        minConfidence: readSetting('s2s.decode.minConfidence', paste.document),
        signal: abort.signal,
      });
      if (review === undefined) return;
      paste.insertText = review.previewText;
      if (review.leftAlone.length > 0)
        messages.info(vscode.l10n.t('Pasted decoded. {0}.', leftAloneText(review.leftAlone)));
    });
    return paste;
  }
}
