import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { z } from 'zod';
import { helloSchema, refusalSchema, type Hello, type PeerRequest } from './peerMessages';

/** A program to be measured: how it is started. */
export interface PeerCommand {
  /** In the results, such as `wasm` or `PyTorch`. */
  readonly engine: string;
  readonly threads: number;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The program can't compute the same model: no row, and no failure. */
export class PeerUnsupported extends Error {
  override readonly name = 'PeerUnsupported';
}

/** Compiling a long unrolled graph takes a minute; nothing here takes ten. */
const timeLimitMs = 600_000;
const keptStderrCharacters = 2000;

/** A running program that answers one request at a time. */
export class BenchPeer {
  private stderr = '';
  private ended: string | undefined;
  private waiting: { resolve: (line: string) => void; reject: (error: Error) => void } | undefined;
  private readonly lines: Interface;

  private constructor(
    private readonly child: ChildProcess,
    readonly description: PeerCommand,
  ) {
    const { stdout, stderr } = child;
    if (stdout === null || stderr === null) throw new Error('The streams of a bench peer are not connected.');
    this.lines = createInterface({ input: stdout });
    this.lines.on('line', (line) => {
      // Anything else is a library's chatter.
      if (line.startsWith('{')) this.waiting?.resolve(line);
    });
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-keptStderrCharacters);
    });
    const end = (reason: string) => {
      this.ended ??= reason;
      this.waiting?.reject(this.failure(this.ended));
    };
    child.once('error', (error) => end(`could not be started: ${error.message}`));
    child.once('close', (code, signal) => end(`ended with ${signal ?? code ?? 'nothing'}`));
    child.stdin?.on('error', () => undefined);
  }

  /** Starts the program and waits until it is ready. @throws Error with the end of its stderr */
  static async start(description: PeerCommand): Promise<{ peer: BenchPeer; hello: Hello; startMs: number }> {
    const startedAtMs = performance.now();
    const { command, args, env } = description;
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    const peer = new BenchPeer(child, description);
    try {
      const hello = helloSchema.parse(JSON.parse(await peer.nextLine('start')));
      return { peer, hello, startMs: performance.now() - startedAtMs };
    } catch (error) {
      await peer.stop();
      throw error;
    }
  }

  get isAlive(): boolean {
    return this.ended === undefined;
  }

  /**
   * @throws PeerUnsupported when the program can't compute the same
   * @throws Error when the program fails, ends, is too slow, or replies something else than the schema says
   */
  async ask<Schema extends z.ZodType>(request: PeerRequest, schema: Schema): Promise<z.output<Schema>> {
    if (this.ended !== undefined) throw this.failure(this.ended);
    const reply = this.nextLine(request.type);
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
    // Python writes numbers that JSON does not have.
    const text = (await reply).replaceAll(/-?\b(NaN|Infinity)\b/g, 'null');
    const value: unknown = JSON.parse(text);
    const refusal = refusalSchema.safeParse(value);
    if (refusal.success) {
      if ('unsupported' in refusal.data) throw new PeerUnsupported(refusal.data.unsupported);
      throw this.failure(`failed: ${refusal.data.error}`, '');
    }
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw this.failure(`replied ${text.slice(0, 200)} to "${request.type}"`);
    return parsed.data;
  }

  /** Asks the program to end by closing its stdin, and kills it when it does not. */
  async stop(): Promise<void> {
    this.child.stdin?.end();
    const closed = new Promise<void>((resolve) => {
      if (this.ended !== undefined) resolve();
      else
        this.child.once('close', () => {
          resolve();
        });
    });
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 3000);
    await closed;
    clearTimeout(timer);
    this.lines.close();
  }

  private async nextLine(what: string): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<string>((resolve, reject) => {
        this.waiting = { resolve, reject };
        if (this.ended !== undefined) reject(this.failure(this.ended));
        timer = setTimeout(() => {
          this.child.kill('SIGKILL');
          reject(this.failure(`did not answer "${what}" within ${timeLimitMs / 1000} s`));
        }, timeLimitMs);
      });
    } finally {
      clearTimeout(timer);
      this.waiting = undefined;
    }
  }

  private failure(what: string, stderr = this.stderr): Error {
    const { engine, threads } = this.description;
    const tail = stderr.trim();
    return new Error(`${engine} (threads: ${threads}) ${what}${tail === '' ? '.' : `:\n${tail}`}`);
  }
}
