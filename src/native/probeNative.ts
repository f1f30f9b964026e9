import { spawn } from 'node:child_process';
import { z } from 'zod';

/** How the process that probes is started: Node (or Electron as Node) with the bundled command line. */
export interface ProbeLauncher {
  readonly execPath: string;
  /** The bundled command line. */
  readonly script: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

export type ProbeResult =
  | { readonly works: true; readonly tensorFlow: string }
  /** A sentence. */
  | { readonly works: false; readonly reason: string };

const limitMs = 120_000;

/** What the command line prints last: the result of `engines --probe`. */
const reportSchema = z.union([
  z.object({ works: z.literal(true), tensorFlow: z.string() }),
  z.object({ works: z.literal(false), reason: z.string() }),
]);

/**
 * Loads native TensorFlow from a folder and computes with it, in a process of its own: a library that does not fit the
 * processor ends its process without a word, and that must not be this one.
 */
export function probeNative(
  folder: string,
  { execPath, script, env }: ProbeLauncher,
  signal: AbortSignal,
): Promise<ProbeResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, [script, 'engines', '--probe', folder, '--json'], {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      timeout: limitMs,
      killSignal: 'SIGKILL',
      signal,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4_000)));
    child.on('error', reject);
    child.on('close', (code, ended) => {
      resolve(readReport(stdout) ?? { works: false, reason: explainProbeEnd(code, ended, stderr) });
    });
  });
}

function readReport(stdout: string): ProbeResult | undefined {
  try {
    return reportSchema.safeParse(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).data;
  } catch {
    return undefined;
  }
}

/** A sentence on why the probing process ended before it could say anything. */
export function explainProbeEnd(code: number | null, signal: NodeJS.Signals | null, stderr: string): string {
  const said = stderr
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => line !== '');
  const detail = said === undefined ? '' : ` It last said: ${said}`;
  switch (signal) {
    case 'SIGILL':
      return 'TensorFlow’s library uses instructions (AVX or newer) that this processor or virtual machine does not have.';
    case 'SIGKILL':
      return `TensorFlow did not answer within ${limitMs / 1000} s, or was ended because memory ran out.${detail}`;
    case 'SIGSEGV':
    case 'SIGBUS':
    case 'SIGFPE':
    case 'SIGABRT':
      return `TensorFlow’s library crashed while it was tried (${signal}).${detail}`;
    default:
      return `The process that tried TensorFlow ended with ${signal ?? `exit code ${code ?? '?'}`}.${detail}`;
  }
}
