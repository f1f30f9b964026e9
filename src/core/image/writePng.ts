import { encode } from 'fast-png';
import type { PictureFormat } from './picture';

/** A PNG file of numbers `[height, width, channels]`, 0 to 255. */
export function writePng(values: Uint8Array, { height, width, channels }: PictureFormat): Uint8Array {
  return encode({ height, width, channels, depth: 8, data: values });
}
