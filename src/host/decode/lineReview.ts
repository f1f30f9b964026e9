import type { DecodedLine } from '../../protocol/inference';
import { doubtAbout, textOf } from './confidence';
import type { DecodedHypothesis, Doubt } from './confidence';
import { replaceSpans, spansAfterReplacing } from './spans';
import type { Replacement, Span } from './spans';

/** A piece of the document and what became of it. */
export interface DecodedSpan {
  readonly span: Span;
  /** From 0. */
  readonly line: number;
  readonly source: string;
  readonly outcome: DecodedLine;
}

/**
 * How a line stands. `unchanged`: its hypothesis is what stands there. `left`: the model is not sure enough. Only `accepted`
 * ones are written.
 */
export type Verdict = 'refused' | 'unchanged' | 'accepted' | 'rejected' | 'left';

/** A decoded piece with its hypothesis and what is to be done with it. */
export interface ReviewedLine extends DecodedSpan {
  readonly verdict: Verdict;
  /** Undefined when the source was refused. */
  readonly hypothesis: DecodedHypothesis | undefined;
  readonly doubt: Doubt | undefined;
}

/** What somebody decided about a line; undefined: nothing yet. */
export interface Choice {
  readonly hypothesis: DecodedHypothesis | undefined;
  readonly isAccepted: boolean | undefined;
}

/** Which of the decoded lines are to be written, and with which hypothesis. */
export class LineReview {
  private readonly choices: (Choice | undefined)[];

  constructor(
    private readonly text: string,
    private readonly spans: readonly DecodedSpan[],
    private readonly minConfidence: number,
  ) {
    this.choices = spans.map(() => undefined);
  }

  get lines(): ReviewedLine[] {
    return this.spans.map((_, index) => this.line(index)).filter((line) => line !== undefined);
  }

  /** Those that can be written or left, of which a doubt keeps us from writing. */
  get leftAlone(): ReviewedLine[] {
    return this.lines.filter(({ verdict }) => verdict === 'left');
  }

  /** What would be written, by the place of its line among all. */
  get replacements(): ReadonlyMap<number, Replacement> {
    const replacements = new Map<number, Replacement>();
    this.lines.forEach(({ span, verdict, hypothesis }, index) => {
      if (verdict === 'accepted' && hypothesis !== undefined)
        replacements.set(index, { ...span, text: textOf(hypothesis) });
    });
    return replacements;
  }

  /** The text with all that is accepted in its place. Lines keep their numbers. */
  get previewText(): string {
    return replaceSpans(this.text, [...this.replacements.values()]);
  }

  /** Where the decoded pieces stand in {@link previewText}. */
  get previewSpans(): Span[] {
    const { replacements } = this;
    return spansAfterReplacing(
      this.spans.map(({ span }) => span),
      (index) => replacements.get(index)?.text,
    );
  }

  line(index: number): ReviewedLine | undefined {
    const decoded = this.spans[index];
    if (decoded === undefined) return undefined;
    const { outcome, source } = decoded;
    if (outcome.type === 'refused')
      return { ...decoded, verdict: 'refused', hypothesis: undefined, doubt: undefined };
    const choice = this.choices[index];
    const hypothesis = choice?.hypothesis ?? outcome.hypotheses[0];
    if (hypothesis === undefined) return undefined;
    const doubt = doubtAbout(outcome, hypothesis, this.minConfidence);
    return { ...decoded, hypothesis, doubt, verdict: verdictOf() };

    function verdictOf(): Verdict {
      if (hypothesis !== undefined && textOf(hypothesis) === source) return 'unchanged';
      if (choice?.isAccepted !== undefined) return choice.isAccepted ? 'accepted' : 'rejected';
      return doubt === undefined ? 'accepted' : 'left';
    }
  }

  accept(index: number): void {
    this.decide(index, { hypothesis: this.choices[index]?.hypothesis, isAccepted: true });
  }

  reject(index: number): void {
    this.decide(index, { hypothesis: this.choices[index]?.hypothesis, isAccepted: false });
  }

  /** Takes another hypothesis, which counts as accepting it. */
  choose(index: number, hypothesis: DecodedHypothesis): void {
    this.decide(index, { hypothesis, isAccepted: true });
  }

  choiceOf(index: number): Choice | undefined {
    return this.choices[index];
  }

  /** Puts back what {@link choiceOf} gave. */
  decide(index: number, choice: Choice | undefined): void {
    if (index in this.choices) this.choices[index] = choice;
  }

  acceptAll(): void {
    this.spans.forEach((_, index) => this.accept(index));
  }

  /** Those that the model is sure of, and no other. Hypotheses that were chosen stay. */
  acceptConfident(): void {
    this.choices.forEach((choice, index) =>
      this.decide(index, choice?.hypothesis === undefined ? undefined : { ...choice, isAccepted: undefined }),
    );
  }
}
