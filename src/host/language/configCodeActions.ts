import * as vscode from 'vscode';
import type { Diagnostic } from '../../core/config/diagnostic';
import type { ParsedConfig } from '../../core/config/parseConfig';
import { Disposables } from '../disposables';
import { refactoringTitle, remedyTitle } from './changeTitles';
import type { CheckedConfig } from './checkConfig';
import { diagnosticRange, type ConfigDiagnostics } from './configDiagnostics';
import { configSelector, isEditedConfig } from './configFile';
import { dataFileActions } from './dataFileActions';
import { replaceText } from './replaceText';

const { QuickFix, RefactorRewrite, SourceFixAll } = vscode.CodeActionKind;
const fixAllKind = SourceFixAll.append('s2s');

/** Light bulbs of a config: fixes of what is wrong, at its place, and refactorings of the model. */
export class ConfigCodeActions implements vscode.CodeActionProvider, vscode.Disposable {
  private readonly disposables = new Disposables();

  constructor(private readonly diagnostics: ConfigDiagnostics) {
    const providedCodeActionKinds = [QuickFix, RefactorRewrite, fixAllKind];
    this.disposables.add(
      vscode.languages.registerCodeActionsProvider(configSelector, this, { providedCodeActionKinds }),
    );
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    if (!isEditedConfig(document)) return [];
    const wants = (kind: vscode.CodeActionKind) =>
      context.only === undefined || context.only.intersects(kind);
    const checked = await this.diagnostics.checked(document);
    const actions: vscode.CodeAction[] = [];
    if (wants(QuickFix)) actions.push(...(await fixes(document, checked, range, context)));
    // Whoever fixes on saving asks for it by its name.
    if (context.only !== undefined && wants(fixAllKind))
      actions.push(...(await fixEverywhere(document, checked.parsed, 'slips', fixAllKind)));
    if (wants(RefactorRewrite) && (isAsked(context) || namesModel(document, range)))
      actions.push(...(await modelRefactorings(document, checked.parsed)));
    return actions;
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

async function fixes(
  document: vscode.TextDocument,
  checked: CheckedConfig,
  range: vscode.Range,
  context: vscode.CodeActionContext,
): Promise<vscode.CodeAction[]> {
  const { quickFixes, isUseless } = await import('../../core/config/edits/quickFixes');
  const here = checked.diagnostics.filter((problem) => touches(document, problem, range));
  const actions = here.flatMap((problem) => {
    const place = diagnosticRange(document, problem);
    const diagnostics = context.diagnostics.filter((shown) => shown.range.intersection(place) !== undefined);
    return quickFixes(checked.parsed, problem).map(({ remedy, text, isPreferred }) => {
      const action = new vscode.CodeAction(remedyTitle(remedy, document), QuickFix);
      action.edit = replaceText(document, text);
      action.diagnostics = diagnostics;
      action.isPreferred = isPreferred;
      return action;
    });
  });
  const ofFiles = await Promise.all(here.map((problem) => dataFileActions(document, checked, problem)));
  const several = [
    ...(here.some(isUseless) ? await fixEverywhere(document, checked.parsed, 'useless', QuickFix) : []),
    ...(here.some(({ isSlip }) => isSlip)
      ? await fixEverywhere(document, checked.parsed, 'slips', QuickFix)
      : []),
  ];
  return [...ofFiles.flat(), ...actions, ...several];
}

/** One action for all problems of a kind, where there are several. */
async function fixEverywhere(
  document: vscode.TextDocument,
  { diagnostics }: ParsedConfig,
  what: 'useless' | 'slips',
  kind: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  const { fixAll, isUseless } = await import('../../core/config/edits/quickFixes');
  const isMeant = what === 'useless' ? isUseless : ({ isSlip }: Diagnostic) => isSlip === true;
  const fewest = kind.contains(fixAllKind) ? 1 : 2;
  if (diagnostics.filter(isMeant).length < fewest) return [];
  const text = fixAll(document.getText(), isMeant);
  if (text === document.getText()) return [];
  const title =
    what === 'useless'
      ? vscode.l10n.t('Remove all keys without effect')
      : vscode.l10n.t('Correct all spelling mistakes');
  const action = new vscode.CodeAction(title, kind);
  action.edit = replaceText(document, text);
  return [action];
}

async function modelRefactorings(
  document: vscode.TextDocument,
  parsed: ParsedConfig,
): Promise<vscode.CodeAction[]> {
  const { refactorings } = await import('../../core/config/edits/refactorings');
  return refactorings(parsed).map((refactoring) => {
    const action = new vscode.CodeAction(refactoringTitle(refactoring, document), RefactorRewrite);
    action.edit = replaceText(document, refactoring.text);
    return action;
  });
}

/** Whether a problem is shown where the cursor is. What is missing is marked by the JSON support at other places of the line. */
function touches(document: vscode.TextDocument, problem: Diagnostic, range: vscode.Range): boolean {
  const place = diagnosticRange(document, problem);
  const shown = problem.code === 'missing-key' ? document.lineAt(place.start.line).range : place;
  return shown.intersection(range) !== undefined;
}

/** Whether the user asked for actions: a light bulb at every line would only be in the way. */
function isAsked({ only, triggerKind }: vscode.CodeActionContext): boolean {
  return only !== undefined || triggerKind === vscode.CodeActionTriggerKind.Invoke;
}

function namesModel(document: vscode.TextDocument, { start }: vscode.Range): boolean {
  return /"(?:model|encoder|decoder)"\s*:/.test(document.lineAt(start.line).text);
}
