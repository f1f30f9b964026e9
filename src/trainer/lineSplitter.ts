import { StringDecoder } from 'node:string_decoder';

/**
 * Cuts a stream of bytes into lines, without the line ends. A character split between two chunks comes out whole. A last
 * line without a line end is not a line: whoever wrote it was interrupted.
 */
export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  /** @param maxLength longest line in UTF-16 code units, so that a stream without line ends can't fill the memory */
  constructor(private readonly maxLength: number) {}

  /** @throws RangeError when a line is too long; the splitter is of no use afterwards. */
  push(chunk: Uint8Array): string[] {
    const lines = (this.rest + this.decoder.write(chunk)).split('\n');
    this.rest = lines.pop() ?? '';
    const longest = lines.reduce((length, line) => Math.max(length, line.length), this.rest.length);
    if (longest > this.maxLength)
      throw new RangeError(`A line of ${longest} characters came in; at most ${this.maxLength} are allowed.`);
    return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }
}
