import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { PeerCommand } from './benchPeer';

/** Our engines: this same program, started anew for each. */
export const ownCommands: readonly PeerCommand[] = (
  [
    ['wasm', 1],
    ['wasm', 2],
    ['tensorflow', 1],
    ['tensorflow', 2],
    ['eager-wasm', 1],
    ['eager-tensorflow', 1],
  ] as const
).map(([engine, threads]) => ({
  engine,
  threads,
  command: process.execPath,
  args: [
    ...process.execArgv,
    process.argv[1] ?? '',
    'bench-engine',
    ...['--engine', engine],
    ...['--threads', String(threads)],
  ],
  env: {},
}));

const peersSchema = z.array(
  z.strictObject({
    engine: z.string().min(1),
    threads: z.int().min(1),
    command: z.string().min(1),
    args: z.array(z.string()),
    env: z.record(z.string(), z.string()).default({}),
  }),
);

/** Programs to measure beside ours, as a JSON file lists them. @throws Error naming the file */
export async function readPeerCommands(file: string): Promise<PeerCommand[]> {
  const peers = peersSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!peers.success)
    throw new Error(`${file} does not list programs to measure: ${z.prettifyError(peers.error)}`);
  return peers.data;
}
