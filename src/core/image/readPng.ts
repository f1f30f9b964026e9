import { decode, type DecodedPng } from 'fast-png';
import { PictureError, pictureSize, type PictureFormat } from './picture';
import { readPngHeader } from './pngHeader';

/** A pixel as red, green, blue and opacity, each 0 to 1. */
type Pixel = readonly [number, number, number, number];

const opaque = 1;
/** Luma of red, green and blue (ITU-R BT.601). */
const luma = [0.299, 0.587, 0.114] as const;

/**
 * The numbers of a PNG file, `[height, width, channels]`, 0 to 255. Greyscale, colours, palettes, 1 to 16 bits and
 * transparency (before white) are read; 16 bits are rounded to 8.
 * @throws PictureError when it is broken, of another size, or written in a way that is not read
 */
export function readPng(bytes: Uint8Array, format: PictureFormat): Uint8Array {
  const { height, width, channels } = format;
  const header = readPngHeader(bytes);
  if (header.width !== width || header.height !== height)
    throw new PictureError(
      `is ${header.height} pixels high and ${header.width} wide, but data.src.image_size is [${height}, ${width}]. Scale the picture, or change image_size.`,
    );
  if (header.interlaced && header.depth < 8)
    throw new PictureError('is an interlaced PNG file with less than 8 bits. Save it without interlacing.');
  const pixelAt = pixelReader(decodeChecked(bytes));
  const values = new Uint8Array(pictureSize(format));
  for (let index = 0; index < height * width; index++) {
    const [red, green, blue, opacity] = pixelAt(index);
    if (channels === 1) values[index] = onWhite(luma[0] * red + luma[1] * green + luma[2] * blue, opacity);
    else {
      values[3 * index] = onWhite(red, opacity);
      values[3 * index + 1] = onWhite(green, opacity);
      values[3 * index + 2] = onWhite(blue, opacity);
    }
  }
  return values;
}

/** @param value 0 to 1 */
function onWhite(value: number, opacity: number): number {
  return Math.round(255 * (value * opacity + 1 - opacity));
}

function decodeChecked(bytes: Uint8Array): DecodedPng {
  try {
    return decode(bytes, { checkCrc: true });
  } catch (error) {
    // The library reads beyond the end of a file that is cut off.
    if (error instanceof RangeError)
      throw new PictureError('is a PNG file that is cut off. Copy or make it again.');
    const reason = error instanceof Error ? error.message : String(error);
    throw new PictureError(`is a broken PNG file (${reason}). Copy or make it again.`);
  }
}

function pixelReader(png: DecodedPng): (index: number) => Pixel {
  const { data, channels, depth, transparency, palette } = png;
  const sample = sampleReader(png);
  if (palette !== undefined)
    return (index) => {
      const [red = 0, green = 0, blue = 0, opacity = 255] = palette[sample(index)] ?? [];
      return [red / 255, green / 255, blue / 255, opacity / 255];
    };
  const most = 2 ** depth - 1;
  if (channels <= 2)
    return (index) => {
      const grey = sample(index * channels);
      const isKey = grey === transparency?.[0];
      const opacity = channels === 2 ? data[index * channels + 1]! / most : isKey ? 0 : opaque;
      return [grey / most, grey / most, grey / most, opacity];
    };
  return (index) => {
    const at = index * channels;
    const red = data[at]!;
    const green = data[at + 1]!;
    const blue = data[at + 2]!;
    const isKey = red === transparency?.[0] && green === transparency[1] && blue === transparency[2];
    const opacity = channels === 4 ? data[at + 3]! / most : isKey ? 0 : opaque;
    return [red / most, green / most, blue / most, opacity];
  };
}

/** Reads samples by their number; below 8 bits several share a byte, and every row begins with a new one. */
function sampleReader({ data, depth, width }: DecodedPng): (index: number) => number {
  if (depth >= 8) return (index) => data[index]!;
  const perByte = 8 / depth;
  const rowBytes = Math.ceil(width / perByte);
  return (index) => {
    const column = index % width;
    const byte = data[Math.floor(index / width) * rowBytes + Math.floor(column / perByte)]!;
    return (byte >> (8 - depth * ((column % perByte) + 1))) & (2 ** depth - 1);
  };
}
