import type { Output } from './output';

const clearLine = '\r\u001b[2K';

/** The last line of a terminal, which is drawn over; nothing where the output is no terminal. */
export class LiveLine {
  private isShown = false;

  constructor(private readonly output: Output) {}

  show(text: string): void {
    if (!this.output.interactive) return;
    this.output.raw(`${clearLine}${text.slice(0, this.output.columns - 1)}`);
    this.isShown = true;
  }

  /** Writes a line that stays, in its place. */
  keep(text: string): void {
    this.clear();
    this.output.line(text);
  }

  clear(): void {
    if (this.isShown) this.output.raw(clearLine);
    this.isShown = false;
  }
}
