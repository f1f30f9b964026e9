import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** Importing PyTorch takes seconds on a busy machine; computing what is asked here no longer. */
const timeLimitMs = 120_000;

interface Question {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
}

/** `server.py`: one Python process that answers each line with a line, in their order. */
export class OracleServer {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly ended: Promise<unknown>;
  private readonly questions: Question[] = [];
  private stderr = '';

  constructor(python: string) {
    // -B: no __pycache__ in the source tree.
    this.child = spawn(python, ['-B', path.join(__dirname, 'server.py')]);
    this.ended = once(this.child, 'close').catch(() => undefined);
    createInterface(this.child.stdout).on('line', (answer) => this.questions.shift()?.resolve(answer));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    // A process that ends while it is asked closes the pipe: what it wrote says more than our EPIPE.
    this.child.stdin.on('error', () => undefined);
    this.child.on('error', (error) => this.fail(`${python} could not be started: ${error.message}`));
    this.child.on('close', (code, signal) =>
      this.fail(`test/oracle/server.py ended with ${signal ?? code ?? 'nothing'}:\n${this.stderr.trimEnd()}`),
    );
  }

  async ask(question: string): Promise<string> {
    assert.ok(this.child.stdin.writable, `The oracle has ended.\n${this.stderr.trimEnd()}`);
    const answer = new Promise<string>((resolve, reject) => this.questions.push({ resolve, reject }));
    this.child.stdin.write(`${question}\n`);
    const limit = setTimeout(() => this.child.kill(), timeLimitMs);
    try {
      return await answer;
    } finally {
      clearTimeout(limit);
    }
  }

  async end(): Promise<void> {
    this.child.stdin.end();
    await this.ended;
  }

  private fail(message: string): void {
    for (const { reject } of this.questions.splice(0)) reject(new Error(message));
  }
}
