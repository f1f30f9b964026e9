import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { readSetting } from '../settings';
import { leftAloneText } from './decodeLenses';
import { decodePlainText } from './decodePlainText';
import { foldersOf } from './foldersOf';
import type { LineReview } from './lineReview';

const shownCharacters = 60;

/** Decodes the text in the clipboard and puts the result in its place. Resolves with the new text. */
export async function decodeClipboard(services: HostServices): Promise<string | undefined> {
  const { messages, models, processes } = services;
  if (!requireTrust(messages)) return undefined;
  const text = await vscode.env.clipboard.readText();
  if (text.trim() === '') {
    messages.info(vscode.l10n.t('There is no text in the clipboard: copy the lines to decode first.'));
    return undefined;
  }
  const document = vscode.window.activeTextEditor?.document;
  const scope = document ?? { languageId: 'plaintext' };
  const run = await models.choose(scope);
  if (run === undefined) return undefined;
  const title = vscode.l10n.t('Decoding with {0}', run.manifest.name);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const review = await vscode.window.withProgress(options, async (_, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    try {
      return await decodePlainText({
        inference: await processes.inference(),
        run,
        text,
        folders: foldersOf(document?.uri),
        minConfidence: readSetting('s2s.decode.minConfidence', scope),
        signal: abort.signal,
      });
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
  });
  if (review === undefined) return undefined;
  await models.remember(scope.languageId, run);
  await vscode.env.clipboard.writeText(review.previewText);
  tell(services, text, review);
  return review.previewText;
}

function tell({ messages }: HostServices, before: string, review: LineReview): void {
  const { previewText, leftAlone, replacements, lines } = review;
  const refused = lines.filter(({ verdict }) => verdict === 'refused').length;
  const parts = [
    vscode.l10n.t('Decoded into the clipboard ({0} lines): {1}', replacements.size, shortened(previewText)),
  ];
  if (leftAlone.length > 0) parts.push(leftAloneText(leftAlone));
  if (refused > 0) parts.push(vscode.l10n.t('{0} lines could not be decoded', refused));
  const acceptAll = {
    title: vscode.l10n.t('Accept All'),
    run: () => {
      review.acceptAll();
      return vscode.env.clipboard.writeText(review.previewText);
    },
  };
  messages.info(
    parts.join(' · '),
    { title: vscode.l10n.t('Insert'), run: () => insert(review.previewText) },
    ...(leftAlone.length > 0 ? [acceptAll] : []),
    { title: vscode.l10n.t('Undo'), run: () => vscode.env.clipboard.writeText(before) },
  );
}

async function insert(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  await editor?.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, text);
  });
}

function shortened(text: string): string {
  const line = text.trim().replace(/\s*\n\s*/g, ' ⏎ ');
  return line.length > shownCharacters ? `${line.slice(0, shownCharacters)}…` : line;
}
