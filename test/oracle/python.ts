import { spawn } from 'node:child_process';
import path from 'node:path';

/** A tensor on its way to or from Python: row-major values. An Int32Array becomes int64 there, everything else float64. */
export interface OracleTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Int32Array;
}

export interface OracleRequest {
  /** Anything that JSON can say: sizes, switches, paths of files. */
  readonly options?: unknown;
  readonly tensors?: Readonly<Record<string, OracleTensor>>;
}

export interface OracleReply {
  readonly values: unknown;
  readonly tensors: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly values: Float64Array }>
  >;
}

/** Importing PyTorch takes seconds on a busy machine; computing anything here does not. */
const timeLimitMs = 120_000;

let environment: Promise<string> | undefined;

/** The python of the oracle environment: `S2S_PYTHON` (the test run sets it), else made now if it is not there yet. */
export function oraclePython(): Promise<string> {
  const given = process.env['S2S_PYTHON'] ?? '';
  if (given !== '') return Promise.resolve(given);
  environment ??= import('../../scripts/lib/pythonEnv.mjs').then(({ ensurePythonEnv }) => ensurePythonEnv());
  return environment;
}

/**
 * Asks an oracle: runs `test/oracle/<script>`, which hands a function to `oracle.serve`, and returns that function's
 * answer. A run imports PyTorch anew (about two seconds), so ask once for many cases.
 * @throws Error with the end of Python's traceback when the script fails
 */
export async function askOracle(script: `${string}.py`, request: OracleRequest): Promise<OracleReply> {
  const tensors = Object.fromEntries(
    Object.entries(request.tensors ?? {}).map(([name, { shape, values }]) => [
      name,
      { shape, values: Array.from(values), integer: values instanceof Int32Array },
    ]),
  );
  const output = await runPython(script, JSON.stringify({ options: request.options ?? null, tensors }));
  const reply = JSON.parse(output) as {
    values: unknown;
    tensors: Record<string, { shape: number[]; values: number[] }>;
  };
  return {
    values: reply.values,
    tensors: Object.fromEntries(
      Object.entries(reply.tensors).map(([name, { shape, values }]) => [
        name,
        { shape, values: Float64Array.from(values) },
      ]),
    ),
  };
}

/** Runs a script of this folder with `input` on its stdin and returns its stdout. */
async function runPython(script: string, input: string): Promise<string> {
  const python = await oraclePython();
  // -B: no __pycache__ in the source tree.
  const child = spawn(python, ['-B', path.join(__dirname, script)], { timeout: timeLimitMs });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A script that fails before it reads closes the pipe: its traceback says more than our EPIPE.
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`${python} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else
        reject(
          new Error(`test/oracle/${script} ended with ${signal ?? code ?? 'nothing'}:\n${lastLines(stderr)}`),
        );
    });
  });
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-30).join('\n');
}
