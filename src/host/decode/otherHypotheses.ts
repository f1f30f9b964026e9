import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { isWritable } from './isWritable';
import { textOf } from './confidence';
import type { DecodedHypothesis } from './confidence';
import type { DecodePreviews } from './decodePreviews';
import { decodeTargets, wholeLine } from './decodeTargets';
import { foldersOf } from './foldersOf';
import { pickHypothesis } from './hypothesisPicker';
import type { PreviewedLine, ReviewActions } from './reviewActions';

interface Parts {
  readonly services: HostServices;
  readonly previews: DecodePreviews;
  readonly review: ReviewActions;
}

/** Choose Another Hypothesis: of a line in a preview, or of what is selected in an editor. */
export class OtherHypotheses {
  constructor(private readonly parts: Parts) {}

  /** @param asksForPrefix begin with what the line says already, to be changed and gone on from */
  async choose(argument: unknown, index: unknown, asksForPrefix: boolean): Promise<boolean> {
    const { services, review } = this.parts;
    if (!requireTrust(services.messages)) return false;
    const line = review.lineOf(argument, index);
    return line === undefined ? this.chooseInEditor() : this.chooseInPreview(line, asksForPrefix);
  }

  private async chooseInPreview({ session, index }: PreviewedLine, asksForPrefix: boolean): Promise<boolean> {
    const { services, previews } = this.parts;
    const { review, options } = session;
    const line = review.line(index);
    if (line === undefined) return false;
    if (line.verdict === 'refused') {
      if (line.outcome.type === 'refused') services.messages.info(line.outcome.message);
      return false;
    }
    const before = review.choiceOf(index);
    const show = (hypothesis: DecodedHypothesis | undefined): void => {
      if (hypothesis === undefined) review.decide(index, before);
      else review.choose(index, hypothesis);
      previews.refresh(session);
    };
    const picked = await pickHypothesis({
      inference: await services.processes.inference(),
      run: options.run,
      source: line.source,
      folders: options.folders,
      prefix: asksForPrefix && line.hypothesis !== undefined ? textOf(line.hypothesis) : '',
      preview: show,
    });
    if (picked !== undefined) show(picked);
    return picked !== undefined;
  }

  private async chooseInEditor(): Promise<boolean> {
    const { services } = this.parts;
    const { models } = services;
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) {
      services.messages.info(vscode.l10n.t('Open a text and select the lines to decode first.'));
      return false;
    }
    const { document, selection } = editor;
    const { start, end } = selection;
    const span = selection.isEmpty
      ? wholeLine(start.line)
      : {
          startLine: start.line,
          startCharacter: start.character,
          endLine: end.line,
          endCharacter: end.character,
        };
    const targets = decodeTargets([span], (line) => document.lineAt(line).text);
    const [target] = targets;
    if (target === undefined || targets.length > 1) {
      services.messages.info(
        vscode.l10n.t(
          'Hypotheses are listed for one line at a time: put the cursor into a line that is not empty.',
        ),
      );
      return false;
    }
    if (!(await isWritable(document))) {
      services.messages.warn(vscode.l10n.t('This text is read-only, so no hypothesis can be written.'));
      return false;
    }
    const run = await models.choose(document);
    if (run === undefined) return false;
    const range = new vscode.Range(target.line, target.start, target.line, target.end);
    const ghost = vscode.window.createTextEditorDecorationType({});
    const picked = await pickHypothesis({
      inference: await services.processes.inference(),
      run,
      source: target.source,
      folders: foldersOf(document.uri),
      prefix: '',
      preview: (hypothesis) =>
        editor.setDecorations(ghost, hypothesis === undefined ? [] : [after(range, hypothesis)]),
    });
    ghost.dispose();
    if (picked === undefined) return false;
    await models.remember(document.languageId, run);
    if (document.getText(range) !== target.source) {
      services.messages.warn(vscode.l10n.t('The line has changed meanwhile, so nothing was written.'));
      return false;
    }
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, range, textOf(picked));
    return vscode.workspace.applyEdit(edit);
  }
}

/** What would be written, behind what it would take the place of. */
function after(range: vscode.Range, hypothesis: DecodedHypothesis): vscode.DecorationOptions {
  const color = new vscode.ThemeColor('editorGhostText.foreground');
  return { range, renderOptions: { after: { contentText: ` → ${textOf(hypothesis)}`, color } } };
}
