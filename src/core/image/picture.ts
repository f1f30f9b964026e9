/** How many pixels and numbers of each a model reads. */
export interface PictureFormat {
  readonly height: number;
  readonly width: number;
  /** 1: brightness; 3: red, green, blue. */
  readonly channels: 1 | 3;
}

/** A file is no picture that can be read. The message says why and what to do, without naming the file. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
}

/** How many numbers a picture has. */
export function pictureSize({ height, width, channels }: PictureFormat): number {
  return height * width * channels;
}
