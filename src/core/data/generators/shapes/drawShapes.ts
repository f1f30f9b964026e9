import type { PictureFormat } from '../../../image/picture';
import { pictureSize } from '../../../image/picture';
import { covers, shapeColors, type Shape } from './shape';

/** Shapes on white: `[height, width, 3]`, 0 to 255. */
export function drawShapes(shapes: readonly Shape[], canvas: PictureFormat): Uint8Array {
  const values = new Uint8Array(pictureSize(canvas)).fill(255);
  for (const { kind, color, left, top, size } of shapes) {
    const paint = shapeColors.get(color) ?? [];
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++)
        if (covers(kind, size, x, y)) values.set(paint, ((top + y) * canvas.width + left + x) * 3);
  }
  return values;
}
