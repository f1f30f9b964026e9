import type { PictureFormat } from '../image/picture';
import type { ConvLayer } from './schema/imageSchema';

/** Places of a layer's output, and the numbers of each. */
export interface ImageGrid {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** What the picture becomes, layer by layer; no rows or columns where nothing is left of it. */
export function imageGrids(
  layers: readonly ConvLayer[],
  { height, width }: Pick<PictureFormat, 'height' | 'width'>,
): ImageGrid[] {
  let [rows, columns] = [height, width];
  return layers.map(({ channels, stride, pool_size }) => {
    const after = (length: number): number => Math.floor(Math.ceil(length / stride) / pool_size);
    [rows, columns] = [after(rows), after(columns)];
    return { rows, columns, channels };
  });
}
