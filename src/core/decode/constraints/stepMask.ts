import { forbidden, type Constraint } from './constraint';

/** A hypothesis that goes on in the coming step. */
export interface ConstrainedRow {
  readonly row: number;
  readonly state: unknown;
  /** How many tokens it can still get, the end symbol included. */
  readonly room: number;
}

/** The mask that a constraint lays over the next tokens of all hypotheses. */
export class StepMask {
  private readonly values: Float32Array;

  constructor(
    private readonly constraint: Constraint,
    rows: number,
    private readonly vocabularySize: number,
  ) {
    this.values = new Float32Array(rows * vocabularySize);
  }

  /** `[rows, vocabulary]`, 0 or `forbidden`, until the next call; undefined when everything is allowed. */
  of(rows: Iterable<ConstrainedRow>): Float32Array | undefined {
    this.values.fill(0);
    let any = false;
    for (const { row, state, room } of rows) {
      const first = row * this.vocabularySize;
      const mask = this.values.subarray(first, first + this.vocabularySize);
      any = this.constraint.forbid(state, room, mask) || any;
    }
    return any ? this.values : undefined;
  }

  /** Whether a mask that `of` gave forbids this. */
  forbids(mask: Float32Array | undefined, row: number, id: number): boolean {
    return mask?.[row * this.vocabularySize + id] === forbidden;
  }
}
