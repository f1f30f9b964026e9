import * as vscode from 'vscode';
import { decodePreviewScheme } from '../../contributions';
import type { Run } from '../runs/run';
import { LineReview } from './lineReview';
import type { DecodedSpan } from './lineReview';
import { spanAfterEdit } from './spans';
import type { Replacement, Span } from './spans';

export interface DecodeSessionOptions {
  readonly document: vscode.TextDocument;
  readonly text: string;
  readonly run: Run;
  /** In the order of the document. */
  readonly spans: readonly DecodedSpan[];
  /** Lines of a lower probability are left alone. */
  readonly minConfidence: number;
  /** What the paths of pictures may be relative to. */
  readonly folders: readonly string[];
}

let sessions = 0;

/** One preview: a document as it was, and what a model makes of the pieces that were selected. */
export class DecodeSession {
  /** The virtual document with the decoded text. Its name has the original's extension, for the same icon. */
  readonly previewUri: vscode.Uri;
  /** What is to be written of it. */
  readonly review: LineReview;
  /** Where the pieces are in the document as it is now. */
  private current: readonly Span[];

  constructor(readonly options: DecodeSessionOptions) {
    const { document, text, spans, minConfidence } = options;
    const path = document.uri.path.startsWith('/') ? document.uri.path : `/${document.uri.path}`;
    this.previewUri = vscode.Uri.from({ scheme: decodePreviewScheme, path, query: `${++sessions}` });
    this.review = new LineReview(text, spans, minConfidence);
    this.current = spans.map(({ span }) => span);
  }

  get documentUri(): vscode.Uri {
    return this.options.document.uri;
  }

  /** Keeps track of the pieces while the document is edited. */
  follow(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    for (const { rangeOffset, rangeLength, text } of changes) {
      const edit = { offset: rangeOffset, length: rangeLength, text };
      this.current = this.current.map((span) => spanAfterEdit(span, edit));
    }
  }

  /** What to write into the document as it is now. Lines that have changed under the preview are left out. */
  currentReplacements(document: vscode.TextDocument): ReadonlyMap<number, Replacement> {
    const text = document.getText();
    const replacements = new Map<number, Replacement>();
    for (const [index, replacement] of this.review.replacements) {
      const { span, source } = this.at(index);
      if (text.slice(span.offset, span.offset + span.length) === source)
        replacements.set(index, { ...replacement, ...span });
    }
    return replacements;
  }

  /** The pieces as selections of the document as it is now. */
  currentSelections(document: vscode.TextDocument): vscode.Selection[] {
    return this.current.map((span) => toSelection(document, span));
  }

  /** The place among all of the piece in a line of the preview; the nearest to `character` where there are several. */
  indexAt({ line, character }: vscode.Position, document: vscode.TextDocument): number | undefined {
    const spans = this.review.previewSpans;
    const inLine = this.options.spans.flatMap((decoded, index) => {
      const span = spans[index];
      if (decoded.line !== line || span === undefined) return [];
      const { start, end } = toSelection(document, span);
      const distance = Math.max(start.character - character, character - end.character, 0);
      return [{ index, distance }];
    });
    return inLine.sort((a, b) => a.distance - b.distance)[0]?.index;
  }

  private at(index: number): { span: Span; source: string } {
    const span = this.current[index] ?? { offset: 0, length: 0 };
    return { span, source: this.options.spans[index]?.source ?? '' };
  }
}

function toSelection(document: vscode.TextDocument, { offset, length }: Span): vscode.Selection {
  return new vscode.Selection(document.positionAt(offset), document.positionAt(offset + length));
}
