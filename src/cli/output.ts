/** Where a command writes. With `--json` stdout carries nothing but the one JSON object at the end. */
export class Output {
  constructor(
    readonly json: boolean,
    private readonly stdout: NodeJS.WriteStream = process.stdout,
    private readonly stderr: NodeJS.WriteStream = process.stderr,
  ) {}

  /** Whether a person watches, so that a line may be drawn over. */
  get interactive(): boolean {
    return this.progressStream.isTTY;
  }

  /** Columns of that person's terminal. */
  get columns(): number {
    return this.progressStream.isTTY ? this.progressStream.columns : 100;
  }

  /** What a command is for, as text; with `--json` for people looking on. */
  line(text = ''): void {
    this.progressStream.write(`${text}\n`);
  }

  /** Written as it is: a live line, terminal controls. */
  raw(text: string): void {
    this.progressStream.write(text);
  }

  /** Not part of the result: warnings and errors. */
  notice(text: string): void {
    this.stderr.write(`${text}\n`);
  }

  /** The result. */
  result(value: object): void {
    if (this.json) this.stdout.write(`${JSON.stringify(value)}\n`);
  }

  private get progressStream(): NodeJS.WriteStream {
    return this.json ? this.stderr : this.stdout;
  }
}
