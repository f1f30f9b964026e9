import type { Locator } from 'playwright-core';

/** How many pixels of a canvas have, within a tolerance, a colour given as `rgb`. */
export async function countPixels(
  canvas: Locator,
  rgb: readonly [number, number, number],
  tolerance = 12,
): Promise<number> {
  return canvas.evaluate(
    (element, [wanted, limit]) => {
      const surface = element as HTMLCanvasElement;
      const { data } = surface.getContext('2d')!.getImageData(0, 0, surface.width, surface.height);
      let count = 0;
      for (let offset = 0; offset < data.length; offset += 4)
        if (
          data[offset + 3]! > 200 &&
          wanted.every((value, channel) => Math.abs(data[offset + channel]! - value) <= limit)
        )
          count += 1;
      return count;
    },
    [rgb, tolerance] as const,
  );
}

/** A fingerprint of what is painted. */
export async function fingerprint(canvas: Locator): Promise<string> {
  return canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
}
