import type { ScoredPair } from '../../protocol/inference';
import { lineAfterEdit, type LineEdit } from './lineEdits';

/** A row of a data file and what a model made of it. */
export interface CheckedRow {
  /** From 0, where the row is now. */
  readonly line: number;
  /** The line as it was checked. */
  readonly text: string;
  readonly outcome: ScoredPair;
}

/** Of the rows that have not changed since they were checked. */
export interface CheckSummary {
  readonly checked: number;
  readonly right: number;
  /** Rows that decoding could not be tried on. */
  readonly refused: number;
  /** Rows that have changed since. */
  readonly stale: number;
  /** Whether the model writes anything that could be right: a language model does not. */
  readonly hasHypotheses: boolean;
  /** Mean of the rows, nats per token. */
  readonly meanLoss: number;
}

/** What a model made of the rows of a document, while the document goes on being edited. */
export class CheckedRows {
  private rows: readonly CheckedRow[];

  /** @param lineText of the document as it is now; undefined behind its end */
  constructor(
    rows: readonly CheckedRow[],
    private readonly lineText: (line: number) => string | undefined,
  ) {
    this.rows = [...rows].sort((a, b) => a.line - b.line);
  }

  /** Rows as they were checked, in the order of the document. */
  get fresh(): readonly CheckedRow[] {
    return this.rows.filter((row) => this.isFresh(row));
  }

  /** Rows that have changed since. */
  get stale(): readonly CheckedRow[] {
    return this.rows.filter((row) => !this.isFresh(row));
  }

  get wrong(): readonly CheckedRow[] {
    return this.fresh.filter(({ outcome }) => isWrong(outcome));
  }

  get summary(): CheckSummary {
    const { fresh } = this;
    const scored = fresh.flatMap(({ outcome }) => (outcome.type === 'scored' ? [outcome] : []));
    return {
      checked: fresh.length,
      right: scored.filter(({ hypothesis }) => hypothesis?.right === true).length,
      refused: fresh.length - scored.length,
      stale: this.rows.length - fresh.length,
      hasHypotheses: scored.length === 0 || scored.some(({ hypothesis }) => hypothesis !== undefined),
      meanLoss: scored.reduce((sum, { loss }) => sum + loss, 0) / Math.max(scored.length, 1),
    };
  }

  /** Rows of these lines, the last one included. */
  between(first: number, last: number): readonly CheckedRow[] {
    return this.rows.filter(({ line }) => line >= first && line <= last);
  }

  isFresh({ line, text }: CheckedRow): boolean {
    return this.lineText(line) === text;
  }

  /** Follows edits, in the order in which they were made. A row whose line is gone goes with it. */
  follow(edits: readonly LineEdit[]): void {
    const rowOfLine = new Map<number, CheckedRow>();
    for (const row of this.rows) {
      let line: number | undefined = row.line;
      for (const edit of edits) line = line === undefined ? undefined : lineAfterEdit(line, edit);
      if (line === undefined || this.lineText(line) === undefined) continue;
      const moved = { ...row, line };
      const other = rowOfLine.get(line);
      // Of two lines that became one, it is the one that it still reads like.
      if (other === undefined || !this.isFresh(other)) rowOfLine.set(line, moved);
    }
    this.rows = [...rowOfLine.values()].sort((a, b) => a.line - b.line);
  }

  /** Puts newer results in the place of those of the same lines. */
  put(rows: readonly CheckedRow[]): void {
    const rowOfLine = new Map([...this.rows, ...rows].map((row) => [row.line, row]));
    this.rows = [...rowOfLine.values()].sort((a, b) => a.line - b.line);
  }

  /** The next wrong row behind a line (or before it), from the other end when there is none. */
  nextWrong(line: number, direction: 'next' | 'previous'): CheckedRow | undefined {
    const { wrong } = this;
    return direction === 'next'
      ? (wrong.find((row) => row.line > line) ?? wrong[0])
      : (wrong.findLast((row) => row.line < line) ?? wrong.at(-1));
  }
}

/** Whether the model writes something else than the target, or can't write anything. */
export function isWrong(outcome: ScoredPair): boolean {
  return outcome.type === 'refused' || outcome.hypothesis?.right === false;
}
