import * as vscode from 'vscode';
import type { DecodedLine } from '../../protocol/inference';
import type { Run } from '../runs/run';
import type { DecodedReply, InferenceProcess } from '../processes/inferenceProcess';

/** Sources in one request: a selection of thousands of lines can then be followed and cancelled. */
const batchSize = 64;

/**
 * Decodes with progress in the window, and a cancel button when it is much. Undefined when it was cancelled.
 * @param folders what the paths of pictures may be relative to, for models that read them
 */
export async function decodeSources(
  inference: InferenceProcess,
  run: Run,
  sources: readonly string[],
  folders: readonly string[],
): Promise<Pick<DecodedReply, 'lines' | 'engine'> | undefined> {
  const isMuch = sources.length > batchSize;
  const options = {
    location: isMuch ? vscode.ProgressLocation.Notification : vscode.ProgressLocation.Window,
    title: vscode.l10n.t('Decoding with {0}', run.manifest.name),
    cancellable: isMuch,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    const lines: DecodedLine[] = [];
    let engine = '';
    for (let from = 0; from < sources.length; from += batchSize) {
      const batch = sources.slice(from, from + batchSize);
      const job = { runFolder: run.folder, sources: batch, folders, signal: abort.signal };
      try {
        const reply = await inference.decodeReply(job);
        lines.push(...reply.lines);
        engine = reply.engine;
      } catch (error) {
        if (token.isCancellationRequested) return undefined;
        throw error;
      }
      progress.report({
        increment: (100 * batch.length) / sources.length,
        message: `${lines.length} / ${sources.length}`,
      });
    }
    return { lines, engine };
  });
}
