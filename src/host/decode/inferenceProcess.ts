import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nativeRootVariable } from '../../native/nativeFolders';
import { inferenceReplySchema } from '../../protocol/inference';
import type { DecodedLine, InferenceReply, InferenceRequest } from '../../protocol/inference';
import { currentHostProcess, forkOptions } from '../runs/forkOptions';
import { RpcClient } from './rpcClient';

export interface InferenceProcessOptions {
  /** The bundled inference process. */
  readonly script: string;
  /** Takes what the process prints. */
  readonly logFile: string;
  /** Folder of a tfjs-node installation; empty: none is named. */
  readonly nativePath: () => string;
  /** Where the extension installs native TensorFlow. */
  readonly nativeRoot: string;
  readonly log: (text: string) => void;
}

export interface DecodeJob {
  readonly runFolder: string;
  readonly sources: readonly string[];
  /** What the paths of pictures may be relative to, for models that read them. */
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
}

/** Loading native TensorFlow and a large model from a slow disk takes its time. */
const timeoutMs = 120_000;

interface Running {
  readonly child: ChildProcess;
  readonly client: RpcClient<InferenceRequest>;
}

/** The process that decodes: forked when it is first needed, kept warm, forked again after a crash. Ends with this one. */
export class InferenceProcess {
  private running: Promise<Running> | undefined;
  private current: Running | undefined;
  private disposed = false;

  constructor(private readonly options: InferenceProcessOptions) {}

  /** One outcome for each source, in their order. @throws Error with a sentence for people */
  async decode({ runFolder, sources, folders, signal }: DecodeJob): Promise<readonly DecodedLine[]> {
    const request: InferenceRequest = {
      type: 'decode',
      runFolder,
      checkpoint: 'best',
      sources: [...sources],
      folders: [...folders],
      attention: false,
    };
    const reply = await this.ask(request, signal);
    if (reply.type !== 'decoded' || reply.lines.length !== sources.length)
      throw new Error('The inference process answered something else than it was asked.');
    return reply.lines;
  }

  /** The process, if one runs now. */
  get processId(): number | undefined {
    return this.current?.child.pid;
  }

  dispose(): void {
    this.disposed = true;
    this.current?.client.rejectAll('Seq2Seq Lab is shutting down.');
    this.current?.child.disconnect();
  }

  private async ask(request: InferenceRequest, signal: AbortSignal): Promise<InferenceReply> {
    this.running ??= this.start();
    const { client } = await this.running;
    return inferenceReplySchema.parse(await client.request(request, { timeoutMs, signal }));
  }

  private async start(): Promise<Running> {
    const { script, logFile, log } = this.options;
    const nativePath = this.options.nativePath();
    await mkdir(dirname(logFile), { recursive: true });
    const file = await open(logFile, 'a');
    try {
      const env = {
        [nativeRootVariable]: this.options.nativeRoot,
        ...(nativePath === '' ? {} : { S2S_NATIVE_PATH: nativePath }),
      };
      const child = fork(
        script,
        forkOptions(currentHostProcess(), { detached: false, logDescriptor: file.fd, env }),
      );
      const client = new RpcClient<InferenceRequest>((body) => child.send(body));
      const running = { child, client };
      const end = (reason: string): void => {
        if (this.current !== running) return;
        this.current = undefined;
        this.running = undefined;
        log(`Inference process: ${reason}`);
        client.rejectAll(`The inference process has ended (${reason}). Decode again to start a new one.`);
      };
      child.on('message', (message) => {
        if (!client.receive(message)) log('Inference process: a reply came too late or to no request.');
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
