import type { PictureFormat } from '../image/picture';
import type { SourceTextConfig } from './schema';

/** What the pictures of a source with level "image" must be like. */
export function pictureFormat({
  image_size: [height, width],
  channels,
}: Pick<SourceTextConfig, 'image_size' | 'channels'>): PictureFormat {
  return { height, width, channels };
}
