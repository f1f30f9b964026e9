import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRepository } from './repository.mjs';

/**
 * The two builds of kernels/, by file name. What differs is the instruction for a·b + c, and with it the best tile.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const builds = {
  'seq2seq-kernels-relaxed-simd.wasm': ['--enable', 'relaxed-simd'],
  'seq2seq-kernels-simd.wasm': [],
};

const options = [
  ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--pedantic'],
  // They work in the memory of tfjs-backend-wasm.
  ...['--importMemory', '--noExportMemory'],
];

/** What a module starts with that has data of its own: it would overwrite the memory that it shares. */
const dataSection = 11;

/**
 * A folder with every .wasm file that the WebAssembly engine loads: tfjs-backend-wasm's and the builds of kernels/, which
 * are compiled when their sources have changed (three seconds).
 * @returns {Promise<string>} out/wasm
 */
export async function ensureWasmFolder() {
  const folder = inRepository('out', 'wasm');
  await mkdir(folder, { recursive: true });
  const backend = inRepository('node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist');
  const names = (await readdir(backend)).filter((name) => name.endsWith('.wasm'));
  await Promise.all(
    names
      .filter((name) => !existsSync(path.join(folder, name)))
      .map((name) => replace(path.join(folder, name), (file) => copyFile(path.join(backend, name), file))),
  );
  await buildKernels(folder);
  return folder;
}

/** @param {string} folder */
async function buildKernels(folder) {
  const stampFile = path.join(folder, 'kernels.sha256');
  const stamp = await fingerprint();
  const names = Object.keys(builds);
  const isCurrent = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (isCurrent && names.every((name) => existsSync(path.join(folder, name)))) return;
  const { default: compiler } = await import('assemblyscript/asc');
  for (const [name, features] of Object.entries(builds))
    await replace(path.join(folder, name), async (file) => {
      const outFile = path.relative(inRepository(), file);
      const args = ['kernels/index.ts', '--baseDir', inRepository(), '--outFile', outFile];
      const { error, stderr } = await compiler.main([...args, ...options, ...features]);
      if (error) throw new Error(`kernels/ do not compile.\n${stderr.toString()}`, { cause: error });
      refuseData(name, await readFile(file));
    });
  await replace(stampFile, (file) => writeFile(file, stamp));
}

/** Everything that decides the result: the sources, the compiler's version, its options. */
async function fingerprint() {
  const hash = createHash('sha256');
  const sources = await readdir(inRepository('kernels'), { recursive: true });
  for (const name of sources.filter((source) => source.endsWith('.ts')).sort())
    hash.update(name).update(await readFile(inRepository('kernels', name)));
  for (const name of ['assemblyscript', 'binaryen'])
    hash.update(
      JSON.parse(await readFile(inRepository('node_modules', name, 'package.json'), 'utf8')).version,
    );
  return hash.update(JSON.stringify([options, builds])).digest('hex');
}

/**
 * @param {string} name
 * @param {Uint8Array} bytes of a WebAssembly module
 */
function refuseData(name, bytes) {
  const headerLength = 8;
  for (let position = headerLength; position < bytes.length;) {
    if (bytes[position] === dataSection)
      throw new Error(`${name} has static data: kernels use no strings, arrays or other objects.`);
    position++;
    let length = 0;
    for (let shift = 0, more = true; more; shift += 7, position++) {
      const byte = bytes[position] ?? 0;
      length |= (byte & 0x7f) << shift;
      more = byte >= 0x80;
    }
    position += length;
  }
}

/**
 * Writes a file so that others see it as it was or complete: several suites may prepare at the same time.
 * @param {string} file
 * @param {(temporary: string) => Promise<unknown>} write
 */
async function replace(file, write) {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await write(temporary);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
