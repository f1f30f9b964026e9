import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const elfMagic = 0x7f454c46;
const headerBytes = 64;
const loadSegment = 1;

/**
 * Says what is wrong with a shared library before it is loaded, or nothing when it looks whole. A file that ends
 * early (an interrupted copy, a full disk) is mapped by the dynamic linker all the same and then kills the process
 * with SIGBUS, which no `catch` sees; everything else that can be wrong makes the linker refuse in words. Only 64-bit
 * little-endian ELF files (Linux) are looked into. Layout: System V ABI, "ELF header" and "Program header".
 */
export function findDamage(file: string): string | undefined {
  const handle = openSync(file, 'r');
  try {
    const size = fstatSync(handle).size;
    const needed = bytesThatElfNeeds(handle);
    return needed !== undefined && size < needed
      ? `${file} is cut off: it has ${size} of at least ${needed} bytes`
      : undefined;
  } finally {
    closeSync(handle);
  }
}

/** The end of the last segment that is mapped from an ELF file, in bytes; `undefined` for other kinds of files. */
function bytesThatElfNeeds(handle: number): number | undefined {
  const header = Buffer.alloc(headerBytes);
  const read = readSync(handle, header, 0, headerBytes, 0);
  const is64BitLittleEndian = header[4] === 2 && header[5] === 1;
  if (header.readUInt32BE(0) !== elfMagic || !is64BitLittleEndian) return undefined;
  if (read < headerBytes) return headerBytes;

  const tableOffset = Number(header.readBigUInt64LE(32));
  const entryBytes = header.readUInt16LE(54);
  const table = Buffer.alloc(entryBytes * header.readUInt16LE(56));
  if (readSync(handle, table, 0, table.length, tableOffset) < table.length) return tableOffset + table.length;

  let end = tableOffset + table.length;
  for (let entry = 0; entry < table.length; entry += entryBytes) {
    if (table.readUInt32LE(entry) !== loadSegment) continue;
    const offset = table.readBigUInt64LE(entry + 8);
    const bytesInFile = table.readBigUInt64LE(entry + 32);
    end = Math.max(end, Number(offset + bytesInFile));
  }
  return end;
}
