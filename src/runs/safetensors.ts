import { z } from 'zod';

/**
 * The safetensors format (https://huggingface.co/docs/safetensors): eight bytes of header length (little-endian), a JSON
 * header, then the tensors' bytes back to back. Only what a run folder holds: F32 and I32.
 */
export interface SafetensorsTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

export interface SafetensorsContent {
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const lengthBytes = 8;
const bytesPerValue = 4;
/** The reference implementation's limit. */
const maxHeaderBytes = 100_000_000;
const metadataKey = '__metadata__';

const entrySchema = z.object({
  dtype: z.enum(['F32', 'I32']),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const metadataSchema = z.record(z.string(), z.string());

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/**
 * Tensors → the bytes of a file. Values are stored in the platform's byte order, which is little-endian wherever VS Code
 * runs.
 * @throws Error when a tensor's values do not fit its shape.
 */
export function encodeSafetensors({ tensors, metadata }: SafetensorsContent): Uint8Array {
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header[metadataKey] = metadata;
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    if (name === metadataKey) throw new Error(`A tensor can't be called ${metadataKey}.`);
    if (values.length !== sizeOf(shape)) {
      throw new Error(
        `Tensor ${name} has ${values.length} values, but its shape [${shape.join(', ')}] needs ${sizeOf(shape)}.`,
      );
    }
    const end = offset + values.byteLength;
    header[name] = {
      dtype: values instanceof Float32Array ? 'F32' : 'I32',
      shape,
      data_offsets: [offset, end],
    };
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Padded with spaces so that the data is aligned, as the reference implementation does.
  const headerBytes = Math.ceil(json.length / lengthBytes) * lengthBytes;
  const bytes = new Uint8Array(lengthBytes + headerBytes + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, lengthBytes, lengthBytes + headerBytes);
  bytes.set(json, lengthBytes);
  let position = lengthBytes + headerBytes;
  for (const { values } of tensors.values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), position);
    position += values.byteLength;
  }
  return bytes;
}

/**
 * The bytes of a file → tensors, copied.
 * @throws Error with a clause saying what is wrong (without the file's name) when the bytes are not a whole, consistent file.
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsContent {
  const { header, dataStart } = readHeader(bytes);
  const metadata = readMetadata(header.get(metadataKey));
  header.delete(metadataKey);
  const entries = [...header].map(([name, value]) => readEntry(name, value));
  const dataBytes = bytes.length - dataStart;
  checkCoverage(entries, dataBytes);
  const tensors = new Map<string, SafetensorsTensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    // A copy, as a tensor's bytes need not be aligned in the file (and a Buffer's `slice` would not copy).
    const { buffer } = Uint8Array.from(bytes.subarray(dataStart + begin, dataStart + end));
    tensors.set(name, { shape, values: dtype === 'F32' ? new Float32Array(buffer) : new Int32Array(buffer) });
  }
  return { tensors, metadata };
}

function readHeader(bytes: Uint8Array): { header: Map<string, unknown>; dataStart: number } {
  if (bytes.length < lengthBytes) {
    throw new Error(`truncated: ${bytes.length} bytes, too short even for the header's length`);
  }
  const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (headerBytes > maxHeaderBytes) {
    throw new Error(`not a safetensors file: its header would have ${headerBytes} bytes`);
  }
  const dataStart = lengthBytes + headerBytes;
  if (dataStart > bytes.length) {
    throw new Error(`truncated: the header needs ${dataStart} bytes, the file has ${bytes.length}`);
  }
  let json: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(lengthBytes, dataStart));
    json = JSON.parse(text);
  } catch (error) {
    throw new Error('not a safetensors file: its header is not JSON', { cause: error });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Error('not a safetensors file: its header is not a JSON object');
  }
  return { header: new Map<string, unknown>(Object.entries(json)), dataStart };
}

function readMetadata(value: unknown): Record<string, string> {
  const parsed = metadataSchema.safeParse(value ?? {});
  if (!parsed.success) throw new Error(`its header's ${metadataKey} is not a map of texts`);
  return parsed.data;
}

interface Entry {
  readonly name: string;
  readonly dtype: 'F32' | 'I32';
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function readEntry(name: string, value: unknown): Entry {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    throw new Error(`tensor ${name} is not described as F32 or I32 with a shape and data offsets`);
  }
  const { dtype, shape } = parsed.data;
  const [begin, end] = parsed.data.data_offsets;
  if (end - begin !== sizeOf(shape) * bytesPerValue) {
    throw new Error(
      `tensor ${name} has ${end - begin} bytes, but its shape [${shape.join(', ')}] needs ${sizeOf(shape) * bytesPerValue}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** The tensors must fill the data exactly: no gap, no overlap, nothing missing, nothing left over. */
function checkCoverage(entries: readonly Entry[], dataBytes: number): void {
  const needed = entries.reduce((end, entry) => Math.max(end, entry.end), 0);
  if (needed > dataBytes) {
    throw new Error(`truncated: its tensors need ${needed} bytes of data, the file has ${dataBytes}`);
  }
  let position = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== position) {
      throw new Error(`tensor ${name} begins at byte ${begin} of the data instead of ${position}`);
    }
    position = end;
  }
  if (position !== dataBytes) {
    throw new Error(`it has ${dataBytes - position} bytes more than its tensors need`);
  }
}
