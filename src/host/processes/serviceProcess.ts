import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { currentHostProcess, forkOptions } from '../runs/forkOptions';
import { RpcClient } from './rpcClient';
import type { RequestOptions } from './rpcClient';

export interface ServiceProcessOptions {
  /** What people call it, as in “The inference process has ended”. */
  readonly name: string;
  /** The bundled entry point. */
  readonly script: string;
  /** Takes what the process prints. */
  readonly logFile: string;
  /** Added to the clean environment, as it is when the process starts. */
  readonly env: () => Readonly<Record<string, string>>;
  readonly log: (text: string) => void;
}

interface Running<Request> {
  readonly child: ChildProcess;
  readonly client: RpcClient<Request>;
}

/** A process that answers requests: forked when it is first needed, kept warm, forked again after a crash. Ends with this one. */
export class ServiceProcess<Request> {
  private running: Promise<Running<Request>> | undefined;
  private current: Running<Request> | undefined;
  private disposed = false;

  constructor(private readonly options: ServiceProcessOptions) {}

  /** The process, if one runs now. */
  get processId(): number | undefined {
    return this.current?.child.pid;
  }

  /** The reply, not yet validated. @throws Error with a sentence for people */
  async ask(request: Request, options: RequestOptions): Promise<unknown> {
    this.running ??= this.start();
    const { client } = await this.running;
    return client.request(request, options);
  }

  dispose(): void {
    this.disposed = true;
    this.current?.client.rejectAll('Seq2Seq Lab is shutting down.');
    if (this.current?.child.connected === true) this.current.child.disconnect();
  }

  /** For a process that does not listen while it computes: it ends at once, and for good. */
  kill(): void {
    this.dispose();
    this.current?.child.kill('SIGKILL');
  }

  private async start(): Promise<Running<Request>> {
    const { name, script, logFile, env, log } = this.options;
    await mkdir(dirname(logFile), { recursive: true });
    const file = await open(logFile, 'a');
    try {
      const child = fork(
        script,
        forkOptions(currentHostProcess(), { detached: false, logDescriptor: file.fd, env: env() }),
      );
      const client = new RpcClient<Request>((body) => child.send(body));
      const running = { child, client };
      const end = (reason: string): void => {
        if (this.current !== running) return;
        this.current = undefined;
        this.running = undefined;
        log(`The ${name} process has ended: ${reason}`);
        client.rejectAll(`The ${name} process has ended (${reason}). Try again to start a new one.`);
      };
      child.on('message', (message) => {
        if (!client.receive(message)) log(`The ${name} process: a reply came too late or to no request.`);
      });
      child.on('error', (error) => end(error.message));
      child.on('exit', (code, signal) => end(signal ?? `exit code ${code ?? '?'}`));
      this.current = running;
      if (this.disposed) child.disconnect();
      return running;
    } finally {
      await file.close();
    }
  }
}
