/** A selection, as VS Code has it: from the beginning of the first character to before the last one, lines from 0. */
export interface SelectedSpan {
  readonly startLine: number;
  readonly startCharacter: number;
  readonly endLine: number;
  readonly endCharacter: number;
}

/** A piece of one line to decode. Characters are UTF-16 code units. */
export interface DecodeTarget {
  readonly line: number;
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
  readonly source: string;
}

/**
 * What of the selections is decoded: of every line the selected part without the white space around it, so that
 * indentation and trailing blanks stay as they are. Lines of which nothing else is selected are left out.
 */
export function decodeTargets(
  selections: readonly SelectedSpan[],
  lineText: (line: number) => string,
): DecodeTarget[] {
  const targets: DecodeTarget[] = [];
  for (const { startLine, startCharacter, endLine, endCharacter } of [...selections].sort(inOrder)) {
    for (let line = startLine; line <= endLine; line++) {
      const text = lineText(line);
      const from = line === startLine ? startCharacter : 0;
      const selected = text.slice(from, line === endLine ? endCharacter : undefined);
      const source = selected.trim();
      if (source === '') continue;
      const start = from + selected.length - selected.trimStart().length;
      targets.push({ line, start, end: start + source.length, source });
    }
  }
  return targets;
}

const inOrder = (a: SelectedSpan, b: SelectedSpan): number =>
  a.startLine - b.startLine || a.startCharacter - b.startCharacter;
