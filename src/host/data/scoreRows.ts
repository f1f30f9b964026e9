import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { ScoredPair } from '../../protocol/inference';
import type { InferenceProcess } from '../processes/inferenceProcess';
import type { Run } from '../runs/run';
import type { CheckedRow } from './checkedRows';
import { pairOfLine } from './dataDocument';

/** Pairs in one request: a file of thousands can then be followed and cancelled. */
const batchSize = 128;

/**
 * Tries a model on rows of a document, with progress and a cancel button. When it is cancelled, what has been found so far
 * is the result.
 * @throws Error with a sentence for people
 */
export async function scoreRows(
  inference: InferenceProcess,
  run: Run,
  document: vscode.TextDocument,
  lines: readonly number[],
): Promise<readonly CheckedRow[]> {
  const rows = lines.flatMap((line) => {
    const { text } = document.lineAt(line);
    const pair = pairOfLine(text);
    return pair === undefined ? [] : [{ line, text, pair }];
  });
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Checking with {0}', run.manifest.name),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    const isCancelled = (): boolean => token.isCancellationRequested;
    token.onCancellationRequested(() => abort.abort());
    const checked: CheckedRow[] = [];
    for (let from = 0; from < rows.length && !isCancelled(); from += batchSize) {
      const batch = rows.slice(from, from + batchSize);
      let outcomes: readonly ScoredPair[];
      try {
        outcomes = await inference.scorePairs({
          runFolder: run.folder,
          pairs: batch.map(({ pair }) => pair),
          folders: foldersOf(document),
          signal: abort.signal,
        });
      } catch (error) {
        if (isCancelled()) break;
        throw error;
      }
      for (const [index, outcome] of outcomes.entries()) {
        const row = batch[index];
        if (row !== undefined) checked.push({ line: row.line, text: row.text, outcome });
      }
      progress.report({
        increment: (100 * batch.length) / rows.length,
        message: `${checked.length} / ${rows.length}`,
      });
    }
    return checked;
  });
}

/** Pictures of a data file are named relative to it. */
function foldersOf({ uri }: vscode.TextDocument): string[] {
  return uri.scheme === 'file' ? [dirname(uri.fsPath)] : [];
}
