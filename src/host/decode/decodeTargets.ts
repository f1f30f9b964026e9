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

/** A span over a whole line, however long. */
export const wholeLine = (line: number): SelectedSpan => ({
  startLine: line,
  startCharacter: 0,
  endLine: line,
  endCharacter: Number.MAX_SAFE_INTEGER,
});

/**
 * What cursors stand for: with several of them, one without a selection means its line, unless another one has that line
 * already. A single one without a selection means nothing: people mostly forgot to select.
 */
export function meantSpans(cursors: readonly SelectedSpan[]): SelectedSpan[] {
  const selected = cursors.filter((each) => !isEmpty(each));
  if (cursors.length < 2) return selected;
  const taken = (line: number): boolean =>
    selected.some(({ startLine, endLine }) => startLine <= line && line <= endLine);
  const lines = cursors.filter((each) => isEmpty(each) && !taken(each.startLine));
  return [...selected, ...[...new Set(lines.map(({ startLine }) => startLine))].map(wholeLine)];
}

const isEmpty = ({ startLine, startCharacter, endLine, endCharacter }: SelectedSpan): boolean =>
  startLine === endLine && startCharacter === endCharacter;
