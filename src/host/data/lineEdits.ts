/** One change of a document, as VS Code tells it: from one place to another, replaced by a text. Lines from 0. */
export interface LineEdit {
  readonly startLine: number;
  readonly startCharacter: number;
  readonly endLine: number;
  /** Line ends in the new text. */
  readonly addedLineEnds: number;
}

/** Where a line is after an edit; undefined when the edit removed it. What is in it may have changed. */
export function lineAfterEdit(line: number, edit: LineEdit): number | undefined {
  const { startLine, startCharacter, endLine, addedLineEnds } = edit;
  if (line < startLine) return line;
  if (line > endLine) return line + addedLineEnds - (endLine - startLine);
  // What stands before the edit stays where it is, what stands behind it moves along with the end of the new text.
  if (line === startLine && startCharacter > 0) return line;
  return line === endLine ? startLine + addedLineEnds : undefined;
}
