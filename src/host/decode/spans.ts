/** A stretch of a document in UTF-16 code units. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

export interface Replacement extends Span {
  readonly text: string;
}

/** A text with some of its spans replaced. They must not overlap. */
export function replaceSpans(text: string, replacements: readonly Replacement[]): string {
  const parts: string[] = [];
  let position = 0;
  for (const { offset, length, text: by } of [...replacements].sort((a, b) => a.offset - b.offset)) {
    parts.push(text.slice(position, offset), by);
    position = offset + length;
  }
  return parts.join('') + text.slice(position);
}

/**
 * Where a span is after an edit. An edit before it moves it; one inside or across it stretches it, so that what is new
 * there belongs to it.
 */
export function spanAfterEdit(span: Span, edit: Replacement): Span {
  const end = span.offset + span.length;
  const editEnd = edit.offset + edit.length;
  const delta = edit.text.length - edit.length;
  if (editEnd <= span.offset) return { offset: span.offset + delta, length: span.length };
  if (edit.offset >= end) return span;
  const offset = Math.min(span.offset, edit.offset);
  return { offset, length: Math.max(end, editEnd) + delta - offset };
}

/** Where spans, in rising order, are after some of them got another text (`undefined`: none). */
export function spansAfterReplacing(
  spans: readonly Span[],
  textOf: (index: number) => string | undefined,
): Span[] {
  let shift = 0;
  return spans.map((span, index) => {
    const length = textOf(index)?.length ?? span.length;
    const moved = { offset: span.offset + shift, length };
    shift += length - span.length;
    return moved;
  });
}
