/** What somebody is typing, as a model can help with it. */
export type TypedRequest =
  /** A source, a separator and the beginning of its target: the target is gone on with. */
  | {
      readonly type: 'target';
      readonly source: string;
      readonly prefix: string;
      /** What belongs between the separator and the target. */
      readonly gap: string;
    }
  /** A text of its own. */
  | { readonly type: 'line'; readonly source: string; readonly typed: string };

/** A source, then a tab or an arrow, then what there is of a target. */
const pair = /^(.*\S)(\t|\s*(?:=>|->|→|⇒))(\s*)([^\t]*)$/;

/**
 * What the text left of the cursor asks for; undefined for nothing.
 * @param after the rest of the line: within a text nothing is offered
 */
export function typedRequest(before: string, after: string): TypedRequest | undefined {
  if (after.trim() !== '') return undefined;
  const [, source, separator = '', blanks = '', prefix = ''] = pair.exec(before) ?? [];
  if (source !== undefined) {
    const gap = separator !== '\t' && blanks === '' && prefix === '' ? ' ' : '';
    return { type: 'target', source: source.trim(), prefix, gap };
  }
  const typed = before.trimStart();
  return typed.trim() === '' ? undefined : { type: 'line', source: typed.trim(), typed };
}
