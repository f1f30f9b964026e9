import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { commands } from '../../contributions';
import type { HostServices } from '../hostServices';
import { readSetting } from '../settings';
import { doubtAbout, textOf } from './confidence';
import type { Decoded, DecodedHypothesis } from './confidence';
import { foldersOf } from './foldersOf';
import { typedRequest } from './typedRequest';
import type { TypedRequest } from './typedRequest';

/** From the last key to the search: what is typed on meanwhile is not asked for. */
const debounceMs = 75;

/**
 * Ghost text while somebody types. Behind `source =>` or a tab: the target, or what is missing of it. Behind a text that the
 * model continues: how it goes on. Behind any other line: its hypothesis after an arrow, which takes the line's place.
 */
export class AsYouType implements vscode.InlineCompletionItemProvider {
  constructor(private readonly services: HostServices) {}

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const { models, processes, log } = this.services;
    if (!vscode.workspace.isTrusted || !readSetting('s2s.decode.asYouType', document)) return [];
    const run = models.chosen(document);
    const { text } = document.lineAt(position);
    const typed = typedRequest(text.slice(0, position.character), text.slice(position.character));
    if (run === undefined || typed === undefined) return [];
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    if (context.triggerKind === vscode.InlineCompletionTriggerKind.Automatic) await sleep(debounceMs);
    if (isCancelled(token)) return [];
    try {
      const inference = await processes.inference();
      const [line] = await inference.decode({
        runFolder: run.folder,
        sources: [typed.source],
        folders: foldersOf(document.uri),
        ...(typed.type === 'target' && typed.prefix !== '' ? { prefix: typed.prefix } : {}),
        signal: abort.signal,
      });
      const hypothesis = line?.type === 'decoded' ? line.hypotheses[0] : undefined;
      if (line?.type !== 'decoded' || hypothesis === undefined || isCancelled(token)) return [];
      const minConfidence = readSetting('s2s.decode.minConfidence', document);
      const item = completionOf(typed, line, hypothesis, minConfidence, new vscode.Range(position, position));
      return item === undefined ? [] : [item];
    } catch (error) {
      // Nobody asked for it: no toast while somebody types.
      if (!isCancelled(token)) log.warn(`Nothing to offer while typing: ${String(error)}`);
      return [];
    }
  }
}

/** It may be by now. */
const isCancelled = (token: vscode.CancellationToken): boolean => token.isCancellationRequested;

function completionOf(
  typed: TypedRequest,
  line: Decoded,
  hypothesis: DecodedHypothesis,
  minConfidence: number,
  range: vscode.Range,
): vscode.InlineCompletionItem | undefined {
  const text = textOf(hypothesis);
  if (typed.type === 'target') {
    const rest = text.startsWith(typed.prefix) ? text.slice(typed.prefix.length) : '';
    return rest === '' ? undefined : new vscode.InlineCompletionItem(typed.gap + rest, range);
  }
  if (text.startsWith(typed.typed)) {
    const rest = text.slice(typed.typed.length);
    return rest === '' ? undefined : new vscode.InlineCompletionItem(rest, range);
  }
  if (text === typed.source || doubtAbout(line, hypothesis, minConfidence) !== undefined) return undefined;
  // Ghost text can only add: the arrow shows what is meant, and taking it puts the hypothesis in the line's place.
  return new vscode.InlineCompletionItem(` → ${text}`, range, {
    command: commands.decodeReplaceLine,
    title: vscode.l10n.t('Replace the line'),
    arguments: [{ line: range.start.line, source: typed.source, text }],
  });
}

/** What the ghost text of a whole line stands for, once it is taken. */
export async function replaceTypedLine(argument: unknown): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || typeof argument !== 'object' || argument === null) return;
  if (!('line' in argument && 'source' in argument && 'text' in argument)) return;
  const line = editor.document.lineAt(Number(argument.line));
  const start = line.text.length - line.text.trimStart().length;
  // As it was typed, with what was taken behind it.
  if (!line.text.slice(start).startsWith(String(argument.source))) return;
  const range = new vscode.Range(line.lineNumber, start, line.lineNumber, line.text.length);
  await editor.edit((edit) => edit.replace(range, String(argument.text)), {
    undoStopBefore: false,
    undoStopAfter: true,
  });
}
