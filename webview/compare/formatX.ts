import type { NumberFormats } from '../format';
import type { XAxis } from '../plot/curve';

/** A value of the x-axis for people. */
export function formatX(formats: NumberFormats, axis: XAxis, value: number): string {
  switch (axis) {
    case 'step':
      return formats.whole(value);
    case 'epoch':
      return formats.tick(value);
    case 'seconds':
      return value > 0 && value < 10 ? `${formats.tick(value)} s` : formats.duration(value * 1000);
  }
}
