import * as vscode from 'vscode';
import type { DecodePreviews } from './decodePreviews';
import type { DecodeSession } from './decodeSession';
import { leftAloneText } from './decodeLenses';
import { doubtText, quoted } from './outcomeText';

/** A line of a preview. */
export interface PreviewedLine {
  readonly session: DecodeSession;
  /** Its place among all that were decoded. */
  readonly index: number;
}

/** What is decided about the lines of a preview, by CodeLens, palette or key. */
export class ReviewActions {
  constructor(private readonly previews: DecodePreviews) {}

  accept(argument: unknown, index: unknown): void {
    this.decide(argument, index, (line) => line.session.review.accept(line.index));
  }

  reject(argument: unknown, index: unknown): void {
    this.decide(argument, index, (line) => line.session.review.reject(line.index));
  }

  acceptAll(argument: unknown): void {
    const session = this.previews.find(argument);
    session?.review.acceptAll();
    if (session !== undefined) this.previews.refresh(session);
  }

  acceptConfident(argument: unknown): void {
    const session = this.previews.find(argument);
    session?.review.acceptConfident();
    if (session !== undefined) this.previews.refresh(session);
  }

  /** Lists the lines that are left alone; choosing one goes there. */
  async showLeftAlone(argument: unknown): Promise<void> {
    const session = this.previews.find(argument);
    if (session === undefined) return;
    const { leftAlone } = session.review;
    if (leftAlone.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('No line is left alone.'));
      return;
    }
    const items = leftAlone.map((line) => ({
      line: line.line,
      label: vscode.l10n.t('line {0}: {1}', line.line + 1, line.source),
      description: doubtText(line),
      detail: quoted(line.hypothesis),
    }));
    const jump = (line: number): void => {
      const editor = this.previews.editorOf(session);
      if (editor === undefined) return;
      editor.selection = new vscode.Selection(line, 0, line, 0);
      editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    };
    const picked = await vscode.window.showQuickPick(items, {
      title: leftAloneText(leftAlone),
      placeHolder: vscode.l10n.t('Go to a line, and accept it or choose another hypothesis there.'),
      matchOnDescription: true,
      matchOnDetail: true,
      onDidSelectItem: (item) => {
        if (typeof item !== 'string' && 'line' in item) jump(Number(item.line));
      },
    });
    if (picked !== undefined) jump(picked.line);
  }

  /** The line that a command means: the one it was given, or that of the cursor in the preview in front. */
  lineOf(argument: unknown, index: unknown): PreviewedLine | undefined {
    const session = this.previews.findActive(argument);
    if (session === undefined) return undefined;
    if (typeof index === 'number') return { session, index };
    const editor = this.previews.editorOf(session);
    const atCursor =
      editor === undefined ? undefined : session.indexAt(editor.selection.active, editor.document);
    return atCursor === undefined ? undefined : { session, index: atCursor };
  }

  private decide(argument: unknown, index: unknown, decide: (line: PreviewedLine) => void): void {
    const line = this.lineOf(argument, index);
    if (line === undefined) return;
    decide(line);
    this.previews.refresh(line.session);
    if (typeof index !== 'number') this.goToNext(line);
  }

  /** With the keyboard, from line to line. */
  private goToNext({ session, index }: PreviewedLine): void {
    const editor = this.previews.editorOf(session);
    const next = session.review.lines.find(
      ({ verdict }, other) => other > index && verdict !== 'unchanged' && verdict !== 'refused',
    );
    if (editor === undefined || next === undefined) return;
    editor.selection = new vscode.Selection(next.line, 0, next.line, 0);
    editor.revealRange(editor.selection);
  }
}
