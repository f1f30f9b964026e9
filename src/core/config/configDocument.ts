import { findNodeAtLocation, getNodeValue, parseTree } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import type { Diagnostic } from './diagnostic';

/** The way to a key or array element, as in `['model', 'decoder', 'attention']`. */
export type ConfigPath = readonly (string | number)[];

/** A stretch of the text, in UTF-16 code units. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

const byteOrderMark = '\uFEFF';

/**
 * The text of a config file and where its keys and values are. Comments, trailing commas and a byte order mark are
 * allowed; parsing is fault tolerant, so a document exists for any text.
 */
export class ConfigDocument {
  readonly syntaxErrors: readonly ParseError[];
  readonly root: Node | undefined;
  private readonly lineStarts: number[] = [0];
  private readonly markLength: number;

  constructor(readonly text: string) {
    this.markLength = text.startsWith(byteOrderMark) ? 1 : 0;
    const errors: ParseError[] = [];
    const parsed = this.markLength === 1 ? ' ' + text.slice(1) : text;
    this.root = parseTree(parsed, errors, { allowTrailingComma: true });
    this.syntaxErrors = errors;
    for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) {
      this.lineStarts.push(index + 1);
    }
  }

  /** The syntax node of a value; `undefined` when it is not written. */
  nodeAt(path: ConfigPath): Node | undefined {
    return this.root === undefined ? undefined : findNodeAtLocation(this.root, [...path]);
  }

  /** The plain value of the whole file; `undefined` when it holds none. */
  value(): unknown {
    return this.root === undefined ? undefined : getNodeValue(this.root);
  }

  /** The plain value at a path; `undefined` when it is not written. */
  valueAt(path: ConfigPath): unknown {
    const node = this.nodeAt(path);
    return node === undefined ? undefined : getNodeValue(node);
  }

  /** Whether the file itself has this key (and not only its default). */
  isWritten(path: ConfigPath): boolean {
    return this.nodeAt(path) !== undefined;
  }

  /** Where the value of a path stands; for a path that is not written, the nearest key above that is. */
  valueRange(path: ConfigPath): TextRange {
    const node = this.nodeAt(path);
    if (node !== undefined && path.length > 0) return { offset: node.offset, length: node.length };
    return path.length === 0 ? this.wholeRange() : this.keyRange(path.slice(0, -1));
  }

  /** Where the key of a path stands (array elements: the value); else the nearest key above that is written. */
  keyRange(path: ConfigPath): TextRange {
    const node = this.nodeAt(path);
    if (path.length === 0) return this.wholeRange();
    if (node === undefined) return this.keyRange(path.slice(0, -1));
    const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
    return { offset: (key ?? node).offset, length: (key ?? node).length };
  }

  /** Line and column, both from 1, of an offset. A byte order mark has no column. */
  position(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    const mark = low === 0 ? Math.min(this.markLength, offset) : 0;
    return { line: low + 1, column: offset - this.lineStarts[low]! - mark + 1 };
  }

  /** A diagnostic about a range of this document. */
  diagnostic(
    range: TextRange,
    finding: Pick<
      Diagnostic,
      'severity' | 'code' | 'message' | 'said' | 'path' | 'source' | 'remedies' | 'isSlip'
    >,
  ): Diagnostic {
    return { ...finding, ...range, ...this.position(range.offset) };
  }

  /** The opening brace of the file: a short mark for what concerns the file as a whole. */
  private wholeRange(): TextRange {
    if (this.root !== undefined) return { offset: this.root.offset, length: Math.min(1, this.root.length) };
    return { offset: 0, length: 0 };
  }
}
