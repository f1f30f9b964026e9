import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the library does when it is loaded, in C. */
const faults = {
  /** As one made for a processor with other instructions. */
  SIGILL: '__builtin_trap();',
  SIGSEGV: '*(volatile int *)0 = 1;',
} as const;

/** A folder with a tfjs-node whose addon ends the process that loads it. */
export async function crashingAddon(folder: string, fault: keyof typeof faults): Promise<string> {
  const root = path.join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  const addonFolder = path.join(root, 'lib', 'napi-v8');
  await mkdir(addonFolder, { recursive: true });
  await writeFile(
    path.join(root, 'package.json'),
    JSON.stringify({ name: '@tensorflow/tfjs-node', version: '4.22.0' }),
  );
  const source = path.join(folder, 'fault.c');
  await writeFile(source, `__attribute__((constructor)) static void fail(void) { ${faults[fault]} }\n`);
  await run('cc', ['-shared', '-fPIC', '-o', path.join(addonFolder, 'tfjs_binding.node'), source]);
  return folder;
}
