import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';

/**
 * The lines of a file, or of standard input for `-`, without line ends. A last line without a line end counts.
 * @throws Error when the file is missing, can't be read or is not UTF-8
 */
export async function readLines(file: string): Promise<string[]> {
  const name = file === '-' ? 'standard input' : file;
  const text = decode(await readBytes(file), name);
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The bytes of a file, or of standard input for `-`. @throws Error when the file is missing or can't be read */
export async function readBytes(file: string): Promise<Uint8Array> {
  if (file === '-') return buffer(process.stdin);
  try {
    return await readFile(file);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(missing ? `There is no file ${file}.` : `${file} can't be read: ${reason}.`, {
      cause: error,
    });
  }
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error(`${name} is not UTF-8. Convert it first.`, { cause: error });
  }
}
