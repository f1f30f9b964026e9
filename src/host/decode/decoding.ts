import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { Disposables } from '../disposables';
import type { Run } from '../runs/run';
import { readSetting } from '../settings';
import { applyDecoded } from './applyDecoded';
import { DecodePreviews } from './decodePreviews';
import { DecodeSession } from './decodeSession';
import { leftAloneText } from './decodeLenses';
import { decodeSources } from './decodeSources';
import { decodeTargets, meantSpans, wholeLine } from './decodeTargets';
import type { SelectedSpan } from './decodeTargets';
import { foldersOf } from './foldersOf';
import { sayApplied } from './sayApplied';
import { OtherHypotheses } from './otherHypotheses';
import { ReviewActions } from './reviewActions';
import { warnAboutLines } from './warnAboutLines';

interface DecodeJob {
  readonly document: vscode.TextDocument;
  readonly spans: readonly SelectedSpan[];
  readonly run: Run;
  /** Said when there is nothing but blanks. */
  readonly emptyText?: string;
}

/** Decode Selection: choose a model, decode the selected lines, show what would change, write what is accepted. */
export class Decoding implements vscode.Disposable {
  private readonly disposables = new Disposables();
  readonly previews = this.disposables.add(new DecodePreviews());
  readonly review = new ReviewActions(this.previews);
  readonly otherHypotheses: OtherHypotheses;

  constructor(private readonly services: HostServices) {
    const { previews, review } = this;
    this.otherHypotheses = new OtherHypotheses({ services, previews, review });
  }

  /** Previews the decoded selection of the active editor. `runFolder` in the argument chooses the model. */
  async decodeSelection(argument: unknown): Promise<DecodeSession | undefined> {
    const editor = this.editorToDecode(vscode.l10n.t('Open a text and select the lines to decode first.'));
    if (editor === undefined) return undefined;
    const spans = meantSpans(editor.selections.map(toSpan));
    if (spans.length === 0) {
      this.offerLine(editor);
      return undefined;
    }
    return this.decodeSpans(editor.document, spans, argument);
  }

  /** Previews the decoded text of the active editor. */
  async decodeFile(argument: unknown): Promise<DecodeSession | undefined> {
    const editor = this.editorToDecode(vscode.l10n.t('Open the text to decode first.'));
    if (editor === undefined) return undefined;
    const { document } = editor;
    const emptyText = vscode.l10n.t('The text is empty: there is nothing to decode.');
    return this.decodeSpans(document, [wholeText(document)], argument, emptyText);
  }

  /** Writes a preview's accepted lines into its document. True when that is done. */
  async apply(argument: unknown): Promise<boolean> {
    const { messages } = this.services;
    if (!requireTrust(messages)) return false;
    const session = this.previews.find(argument);
    if (session === undefined) return false;
    const { replacements, leftAlone } = session.review;
    if (replacements.size === 0 && leftAlone.length > 0) {
      this.offerAcceptAll(session);
      return false;
    }
    const outcome = await applyDecoded(session, messages);
    if (outcome.type === 'refused') return false;
    if (outcome.type === 'changed' || (outcome.written === 0 && outcome.changed.length > 0)) {
      this.offerRedo(session);
      return false;
    }
    const document = await vscode.workspace.openTextDocument(session.documentUri);
    // Where the pieces are now that they are written.
    const selections = session.currentSelections(document);
    await this.previews.close(session);
    const editor = await vscode.window.showTextDocument(document);
    editor.selections = selections;
    sayApplied(messages, session, outcome, {
      editor,
      redo: () => this.redo(session, session.options.run),
    });
    return true;
  }

  /** Decodes the same lines with a model that is asked for. */
  async chooseModel(argument: unknown, model: unknown): Promise<DecodeSession | undefined> {
    const session = this.previews.find(argument);
    if (session === undefined || !requireTrust(this.services.messages)) return undefined;
    const run = this.runOfArgument(model) ?? (await this.services.models.chooseAnother());
    return run === undefined ? undefined : this.redo(session, run);
  }

  /** Writes the model for the active editor's language into the settings. `runFolder` in the argument names it. */
  async setModel(argument: unknown): Promise<Run | undefined> {
    const { messages, models } = this.services;
    const scope = vscode.window.activeTextEditor?.document ?? { languageId: 'plaintext' };
    const run = await models.set(scope, this.runOfArgument(argument));
    if (run !== undefined)
      messages.info(vscode.l10n.t('{0} now decodes {1} texts here.', run.manifest.name, scope.languageId));
    return run;
  }

  /** Closes a preview; nothing is written. */
  async cancel(argument: unknown): Promise<void> {
    const session = this.previews.find(argument);
    if (session !== undefined) await this.previews.close(session);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private editorToDecode(noneText: string): vscode.TextEditor | undefined {
    const { messages } = this.services;
    if (!requireTrust(messages)) return undefined;
    const { activeTextEditor } = vscode.window;
    if (activeTextEditor === undefined) messages.info(noneText);
    return activeTextEditor;
  }

  private async decodeSpans(
    document: vscode.TextDocument,
    spans: readonly SelectedSpan[],
    argument?: unknown,
    emptyText?: string,
  ): Promise<DecodeSession | undefined> {
    const run = this.runOfArgument(argument) ?? (await this.services.models.choose(document));
    const job = { document, spans, ...(emptyText === undefined ? {} : { emptyText }) };
    return run === undefined ? undefined : this.preview({ ...job, run });
  }

  private async preview({ document, spans, run, emptyText }: DecodeJob): Promise<DecodeSession | undefined> {
    const { messages, processes } = this.services;
    const text = document.getText();
    const targets = decodeTargets(spans, (line) => document.lineAt(line).text);
    if (targets.length === 0) {
      messages.info(emptyText ?? vscode.l10n.t('The selected lines are empty: there is nothing to decode.'));
      return undefined;
    }
    const placed = targets.map(({ line, start, source }) => {
      const offset = document.offsetAt(new vscode.Position(line, start));
      return { span: { offset, length: source.length }, line, source };
    });
    const sources = targets.map(({ source }) => source);
    const folders = foldersOf(document.uri);
    const reply = await decodeSources(await processes.inference(), run, sources, folders);
    if (reply === undefined) return undefined;
    await this.services.models.remember(document.languageId, run, reply.engine);
    const decoded = placed.flatMap((place, index) => {
      const outcome = reply.lines[index];
      return outcome === undefined ? [] : [{ ...place, outcome }];
    });
    warnAboutLines(messages, decoded);
    // Lines of which none could be decoded give nothing to compare.
    if (reply.lines.every(({ type }) => type === 'refused')) return undefined;
    const minConfidence = readSetting('s2s.decode.minConfidence', document);
    const session = new DecodeSession({ document, text, run, spans: decoded, minConfidence, folders });
    await this.previews.show(session);
    return session;
  }

  private async redo(session: DecodeSession, run: Run): Promise<DecodeSession | undefined> {
    const document = await vscode.workspace.openTextDocument(session.documentUri);
    const spans = session.currentSelections(document).map(toSpan);
    await this.previews.close(session);
    return this.preview({ document, spans, run });
  }

  private offerAcceptAll(session: DecodeSession): void {
    const list = leftAloneText(session.review.leftAlone);
    this.services.messages.info(
      vscode.l10n.t('No line is accepted yet, so nothing was written. {0}.', list),
      {
        title: vscode.l10n.t('Accept All'),
        run: () => this.review.acceptAll(session.previewUri),
      },
    );
  }

  private offerRedo(session: DecodeSession): void {
    this.services.messages.warn(
      vscode.l10n.t('The document has changed since the preview, so nothing was written.'),
      { title: vscode.l10n.t('Decode Again'), run: () => this.redo(session, session.options.run) },
    );
  }

  private offerLine({ document, selection }: vscode.TextEditor): void {
    const text = vscode.l10n.t('Nothing is selected. Select the lines to decode.');
    this.services.messages.info(
      text,
      {
        title: vscode.l10n.t('Decode This Line'),
        run: () => this.decodeSpans(document, [wholeLine(selection.active.line)]),
      },
      {
        title: vscode.l10n.t('Decode Whole File'),
        run: () => this.decodeSpans(document, [wholeText(document)]),
      },
    );
  }

  private runOfArgument(argument: unknown): Run | undefined {
    if (typeof argument !== 'object' || argument === null || !('runFolder' in argument)) return undefined;
    return this.services.store.get(String(argument.runFolder));
  }
}

const toSpan = ({ start, end }: vscode.Range): SelectedSpan => ({
  startLine: start.line,
  startCharacter: start.character,
  endLine: end.line,
  endCharacter: end.character,
});

const wholeText = ({ lineCount }: vscode.TextDocument): SelectedSpan => ({
  ...wholeLine(lineCount - 1),
  startLine: 0,
});
