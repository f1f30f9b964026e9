import { interpolateGreys, interpolateViridis, interpolateYlGnBu } from 'd3-scale-chromatic';
import { contrastRatio, parseColor, toCss, type Rgba } from '../colors';
import type { ThemeKind } from '../theme';

const size = 256;
const black: Rgba = [0, 0, 0, 1];
const white: Rgba = [255, 255, 255, 1];

/**
 * Sequential, perceptually even colours whose low end is near the theme's background, so that large weights stand out:
 * viridis on dark, yellow–green–blue on light, plain grey where contrast comes first. Luminance is monotonic in all.
 */
const interpolators: Readonly<Record<ThemeKind, (share: number) => string>> = {
  dark: interpolateViridis,
  light: interpolateYlGnBu,
  'high-contrast': (share) => interpolateGreys(1 - share),
  'high-contrast-light': interpolateGreys,
};

export class ColorMap {
  /** RGB bytes of 256 even steps from 0 to 1. */
  readonly bytes = new Uint8ClampedArray(size * 3);

  constructor(kind: ThemeKind) {
    for (let index = 0; index < size; index++) {
      const color = parseColor(interpolators[kind](index / (size - 1))) ?? black;
      this.bytes.set([color[0], color[1], color[2]], index * 3);
    }
  }

  /** Where the bytes of a share between 0 and 1 start. */
  offset(share: number): number {
    return Math.round(Math.min(1, Math.max(0, share)) * (size - 1)) * 3;
  }

  /** Writes the colour of each value, as a share of the largest, as RGBA bytes. */
  fill(rgba: Uint8ClampedArray<ArrayBuffer>, values: Float32Array, largest: number): void {
    // Whole pixels at a time: maps have millions.
    const colors = new Uint32Array(
      Uint8Array.from({ length: size * 4 }, (_, index) =>
        index % 4 === 3 ? 255 : this.bytes[Math.floor(index / 4) * 3 + (index % 4)]!,
      ).buffer,
    );
    const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, values.length);
    const scale = (size - 1) / largest;
    for (let index = 0; index < values.length; index++) {
      const step = Math.min(size - 1, Math.max(0, values[index]! * scale));
      pixels[index] = colors[Math.round(step)]!;
    }
  }

  css(share: number): string {
    return toCss(this.#color(share));
  }

  /** Black or white, whichever can be read on the colour of a share. */
  ink(share: number): string {
    const color = this.#color(share);
    return toCss(contrastRatio(white, color) >= contrastRatio(black, color) ? white : black);
  }

  #color(share: number): Rgba {
    const offset = this.offset(share);
    return [this.bytes[offset]!, this.bytes[offset + 1]!, this.bytes[offset + 2]!, 1];
  }
}
