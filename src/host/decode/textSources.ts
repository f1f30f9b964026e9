import { decodeTargets, wholeLine } from './decodeTargets';
import type { DecodedSpan } from './lineReview';

/** What of a text outside of any document is decoded: each line without the white space around it. */
export function textSources(text: string): Omit<DecodedSpan, 'outcome'>[] {
  const lines = text.split('\n');
  const offsets: number[] = [];
  let offset = 0;
  for (const line of lines) {
    offsets.push(offset);
    offset += line.length + 1;
  }
  const spans = lines.map((_, line) => wholeLine(line));
  return decodeTargets(spans, (line) => lines[line] ?? '').map(({ line, start, source }) => ({
    span: { offset: (offsets[line] ?? 0) + start, length: source.length },
    line,
    source,
  }));
}
