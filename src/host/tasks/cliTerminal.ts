import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { nativeRootVariable } from '../../native/nativeFolders';
import type { HostServices } from '../hostServices';
import { nativeRootOf } from '../native/nativeRoot';
import { currentHostProcess, nodeEnvironment } from '../runs/forkOptions';
import { readSetting } from '../settings';
import { taskExitCodes, TaskOutput } from './taskOutput';

const killAfterMs = 5_000;

/** Runs a command of the packaged command line with the Node that runs this extension; ending the task ends it. */
export class CliTerminal implements vscode.Pseudoterminal {
  private readonly output = new TaskOutput();
  private child: ChildProcess | undefined;
  readonly onDidWrite = this.output.onDidWrite;
  readonly onDidClose = this.output.onDidClose;

  constructor(
    private readonly services: Pick<HostServices, 'context'>,
    private readonly args: readonly string[],
  ) {}

  open(): void {
    const { context } = this.services;
    const nativePath = readSetting('s2s.engine.nativePath');
    const engine = readSetting('s2s.engine.name');
    const takesEngine = this.args[0] === 'evaluate' || this.args[0] === 'test';
    const host = currentHostProcess();
    this.output.line(`seq2seq-lab ${this.args.join(' ')}`);
    const child = spawn(
      host.execPath,
      [
        join(context.extensionPath, 'dist', 'cli.js'),
        ...this.args,
        ...(takesEngine ? ['--engine', engine] : []),
      ],
      {
        env: {
          ...nodeEnvironment(host),
          [nativeRootVariable]: nativeRootOf(context),
          ...(nativePath === '' ? {} : { S2S_NATIVE_PATH: nativePath }),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        windowsHide: true,
      },
    );
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => this.output.raw(text));
    child.on('error', (error) => {
      this.output.line(error.message);
      this.output.end(taskExitCodes.failed);
    });
    child.on('close', (code) => this.output.end(code ?? taskExitCodes.stopped));
  }

  handleInput(data: string): void {
    if (data === '\u0003') this.stop();
  }

  close(): void {
    this.stop();
    this.output.dispose();
  }

  private stop(): void {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), killAfterMs).unref();
  }
}
