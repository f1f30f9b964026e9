import { OracleServer } from './oracleServer';

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

let environment: Promise<string> | undefined;
let server: Promise<OracleServer> | undefined;

after(async () => {
  await (await server)?.end();
});

/** The python of the oracle environment: `S2S_PYTHON` (the test run sets it), else made now if it is not there yet. */
export function oraclePython(): Promise<string> {
  const given = process.env['S2S_PYTHON'] ?? '';
  if (given !== '') return Promise.resolve(given);
  environment ??= import('../../scripts/lib/pythonEnv.mjs').then(({ ensurePythonEnv }) => ensurePythonEnv());
  return environment;
}

/**
 * Asks an oracle: what `answer(tensors, options)` of `test/oracle/<script>` returns. All are asked in one Python process.
 * @throws Error with the end of Python's traceback when the script fails
 */
export async function askOracle(script: `${string}.py`, request: OracleRequest): Promise<OracleReply> {
  const tensors = Object.fromEntries(
    Object.entries(request.tensors ?? {}).map(([name, { shape, values }]) => [
      name,
      { shape, values: Array.from(values), integer: values instanceof Int32Array },
    ]),
  );
  server ??= oraclePython().then((python) => new OracleServer(python));
  const module = script.replace(/\.py$/, '');
  const line = JSON.stringify({ script: module, options: request.options ?? null, tensors });
  const reply = JSON.parse(await (await server).ask(line)) as
    | { traceback: string }
    | { values: unknown; tensors: Record<string, { shape: number[]; values: number[] }> };
  if ('traceback' in reply) throw new Error(`test/oracle/${script} failed:\n${lastLines(reply.traceback)}`);
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

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-30).join('\n');
}
