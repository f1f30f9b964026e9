import { PictureError } from './picture';

/** The first chunk of a PNG file (PNG specification, §11.2.2). */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample, or of a palette index. */
  readonly depth: number;
  readonly hasPalette: boolean;
  readonly interlaced: boolean;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Signature, length and name of the chunk, the chunk. */
const headerBytes = 29;
const paletteColor = 3;

/** @throws PictureError when the bytes are not the beginning of a PNG file */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  if (signature.some((byte, index) => bytes[index] !== byte))
    throw new PictureError(
      bytes.length === 0
        ? 'is empty. Pictures are PNG files.'
        : `is no PNG file${otherFormat(bytes)}. Convert it to PNG.`,
    );
  if (bytes.length < headerBytes)
    throw new PictureError('is a PNG file cut off in its header. Copy or make it again.');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    depth: view.getUint8(24),
    hasPalette: view.getUint8(25) === paletteColor,
    interlaced: view.getUint8(28) === 1,
  };
}

function otherFormat(bytes: Uint8Array): string {
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  if (start.startsWith('\xff\xd8\xff')) return ' but a JPEG file';
  if (start.startsWith('GIF8')) return ' but a GIF file';
  if (start.startsWith('RIFF') && start.endsWith('WEBP')) return ' but a WebP file';
  if (start.trimStart().startsWith('<')) return ' but text (SVG?)';
  if (start.startsWith('version ')) return ' but text (a Git LFS pointer? Fetch the file itself)';
  return '';
}
