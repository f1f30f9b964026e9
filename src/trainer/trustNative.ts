import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { locateTfjsNode } from '../engine/tensorflow/locateTfjsNode';
import type { FoundTfjsNode, NativeSearch } from '../engine/tensorflow/locateTfjsNode';
import { userCacheFolder } from '../native/nativeFolders';
import { probeNative } from '../native/probeNative';
import { nodeFileSystem } from '../runs/fileSystem';

/** By addon: what it and the machine were like when it last worked. */
const trustedSchema = z.record(z.string(), z.string());
const keptEntries = 10;

/**
 * Why native TensorFlow that can be found here is not to be loaded: a sentence, when it ended the process in which it was
 * tried first. That trial takes a second and is remembered until the library, Node or the processor is another one.
 * @param script the bundled command line, which tries it
 */
export async function findNativeProblem(search: NativeSearch, script: string): Promise<string | undefined> {
  const located = locateTfjsNode(search);
  if (!located.available || !existsSync(script)) return undefined;
  const { found } = located;
  const file = path.join(userCacheFolder(), 'native-trusted.json');
  const fingerprint = await fingerprintOf(found);
  const trusted = await readTrusted(file);
  if (trusted[found.addon] === fingerprint) return undefined;
  const launcher = { execPath: process.execPath, script, env: process.env };
  const result = await probeNative(path.dirname(found.packageFile), launcher, new AbortController().signal);
  if (!result.works) return `Native TensorFlow can't be used: ${result.reason}`;
  const others = Object.entries(trusted).filter(([addon]) => addon !== found.addon);
  const entries = [...others, [found.addon, fingerprint]].slice(-keptEntries);
  await remember(file, JSON.stringify(Object.fromEntries(entries), null, 2));
  return undefined;
}

/** Everything that the outcome of a trial depends on. A home folder may be shared by machines of many kinds. */
async function fingerprintOf({ addon, libraries }: FoundTfjsNode): Promise<string> {
  const files = await Promise.all(
    [addon, ...libraries].map(async (file) => {
      const { size, mtimeMs } = await stat(file);
      return [file, size, mtimeMs];
    }),
  );
  const machine = [process.version, process.arch, cpus()[0]?.model];
  return createHash('sha256')
    .update(JSON.stringify([files, machine]))
    .digest('hex');
}

async function readTrusted(file: string): Promise<z.output<typeof trustedSchema>> {
  try {
    return trustedSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}

async function remember(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await nodeFileSystem.replaceFile(file, text);
  } catch {
    // A home that can't be written to: it is tried again next time.
  }
}
