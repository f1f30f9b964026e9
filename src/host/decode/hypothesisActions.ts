import * as vscode from 'vscode';
import { commands } from '../../contributions';
import type { HostServices } from '../hostServices';
import { textOf } from './confidence';
import { decodeTargets } from './decodeTargets';
import { foldersOf } from './foldersOf';
import { probabilityText } from './outcomeText';

/** Hypotheses offered behind the light bulb. */
const offered = 3;
/** More than anybody would look through for a light bulb. */
const longestSource = 400;

/**
 * “Replace by ‘…’ (83 %)” behind the light bulb of a selected text, where a model is chosen for the language and its process
 * runs already: a light bulb never starts one.
 */
export class HypothesisActions implements vscode.CodeActionProvider {
  constructor(private readonly services: HostServices) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range | vscode.Selection,
    context: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    const kind = vscode.CodeActionKind.RefactorRewrite;
    if (context.only?.contains(kind) === false || !vscode.workspace.isTrusted) return [];
    const inference = this.services.processes.warmInference();
    const run = inference === undefined ? undefined : this.services.models.chosen(document);
    if (inference === undefined || run === undefined || range.isEmpty || !range.isSingleLine) return [];
    const { start, end } = range;
    const span = {
      startLine: start.line,
      startCharacter: start.character,
      endLine: end.line,
      endCharacter: end.character,
    };
    const [target] = decodeTargets([span], (line) => document.lineAt(line).text);
    if (target === undefined || target.source.length > longestSource) return [];
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    const [line] = await inference.decode({
      runFolder: run.folder,
      sources: [target.source],
      folders: foldersOf(document.uri),
      beamSize: offered,
      nBest: offered,
      signal: abort.signal,
    });
    // Too long, say: nothing to offer, and nobody has asked.
    if (line?.type !== 'decoded') return [];
    const place = new vscode.Range(target.line, target.start, target.line, target.end);
    const replacements = line.hypotheses
      .filter((hypothesis) => textOf(hypothesis) !== target.source)
      .map((hypothesis) => {
        const probability = probabilityText(hypothesis.logProbability);
        const title = vscode.l10n.t('Replace by ‘{0}’ ({1})', textOf(hypothesis), probability);
        const action = new vscode.CodeAction(title, kind);
        action.edit = new vscode.WorkspaceEdit();
        action.edit.replace(document.uri, place, textOf(hypothesis));
        return action;
      });
    const more = new vscode.CodeAction(vscode.l10n.t('Choose Another Hypothesis…'), kind);
    more.command = { command: commands.decodeOtherHypotheses, title: more.title };
    return [...replacements, more];
  }
}
