import * as vscode from 'vscode';
import { decodePreviewScheme } from '../../contributions';
import type { DecodedLine } from '../../protocol/inference';
import type { Run } from '../runs/run';
import { replaceSpans, spanAfterEdit } from './spans';
import type { Replacement, Span } from './spans';

/** A piece of the document and what became of it. */
export interface DecodedSpan {
  readonly span: Span;
  readonly source: string;
  readonly outcome: DecodedLine;
}

export interface DecodeSessionOptions {
  readonly document: vscode.TextDocument;
  /** The document's version when the sources were taken from it. */
  readonly version: number;
  readonly text: string;
  readonly run: Run;
  readonly spans: readonly DecodedSpan[];
}

let sessions = 0;

/** One preview: a document as it was, and what a model makes of the pieces that were selected. */
export class DecodeSession {
  /** The virtual document with the decoded text. Its name has the original's extension, for the same colours. */
  readonly previewUri: vscode.Uri;
  /** What would be written: only where the text changes. */
  readonly replacements: readonly Replacement[];
  /** The decoded text of the whole document. */
  readonly previewText: string;
  /** Where the pieces are in the document as it is now. */
  private current: readonly Span[];

  constructor(readonly options: DecodeSessionOptions) {
    const { document, text, spans } = options;
    const path = document.uri.path.startsWith('/') ? document.uri.path : `/${document.uri.path}`;
    this.previewUri = vscode.Uri.from({ scheme: decodePreviewScheme, path, query: `${++sessions}` });
    this.replacements = spans.flatMap(({ span, source, outcome }) => {
      const decoded = decodedText(outcome);
      return decoded === undefined || decoded === source ? [] : [{ ...span, text: decoded }];
    });
    this.previewText = replaceSpans(text, this.replacements);
    this.current = spans.map(({ span }) => span);
  }

  get documentUri(): vscode.Uri {
    return this.options.document.uri;
  }

  /** Whether the document is still the one that was previewed. */
  isCurrent(document: vscode.TextDocument): boolean {
    const { document: previewed, version, text } = this.options;
    // A document that was closed and opened again counts its versions anew.
    return document === previewed ? document.version === version : document.getText() === text;
  }

  /** Keeps track of the pieces while the document is edited. */
  follow(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    for (const { rangeOffset, rangeLength, text } of changes) {
      const edit = { offset: rangeOffset, length: rangeLength, text };
      this.current = this.current.map((span) => spanAfterEdit(span, edit));
    }
  }

  /** The pieces as selections of the document as it is now. */
  currentSelections(document: vscode.TextDocument): vscode.Selection[] {
    return this.current.map(({ offset, length }) => toSelection(document, offset, length));
  }

  /** The decoded pieces as selections of the document after they were written. */
  appliedSelections(document: vscode.TextDocument): vscode.Selection[] {
    let shift = 0;
    return this.options.spans.map(({ span, source, outcome }) => {
      const length = (decodedText(outcome) ?? source).length;
      const selection = toSelection(document, span.offset + shift, length);
      shift += length - span.length;
      return selection;
    });
  }
}

/** The best hypothesis as one line; undefined when the source was refused. */
export function decodedText(outcome: DecodedLine): string | undefined {
  if (outcome.type === 'refused') return undefined;
  return outcome.hypotheses[0]?.text.replace(/[\r\n]+/g, ' ');
}

function toSelection(document: vscode.TextDocument, offset: number, length: number): vscode.Selection {
  return new vscode.Selection(document.positionAt(offset), document.positionAt(offset + length));
}
