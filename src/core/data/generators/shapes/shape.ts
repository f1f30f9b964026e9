/** What the pictures of the generator `shapes` show. */
export interface Shape {
  readonly color: string;
  readonly kind: ShapeKind;
  /** Pixels from the left to its box. */
  readonly left: number;
  /** Pixels from the top to its box. */
  readonly top: number;
  /** Height and width of its box in pixels, at least {@link smallestShape}. */
  readonly size: number;
}

export type ShapeKind = (typeof shapeKinds)[number];

export const shapeKinds = ['square', 'circle', 'triangle', 'cross'] as const;
/** Below it a circle looks like a cross. */
export const smallestShape = 5;

/** Red, green and blue, 0 to 255. */
export const shapeColors: ReadonlyMap<string, readonly [number, number, number]> = new Map([
  ['red', [214, 39, 40]],
  ['green', [44, 160, 44]],
  ['blue', [31, 90, 200]],
  ['yellow', [240, 200, 20]],
  ['purple', [148, 60, 189]],
  ['black', [20, 20, 20]],
]);

/** Whether a shape covers a pixel of its box, counted from the left and from the top. */
export function covers(kind: ShapeKind, size: number, x: number, y: number): boolean {
  // Of the centre of the pixel from the centre of the box.
  const across = Math.abs(x + 0.5 - size / 2);
  const down = Math.abs(y + 0.5 - size / 2);
  switch (kind) {
    case 'square':
      return true;
    case 'circle':
      return across ** 2 + down ** 2 <= (size / 2) ** 2;
    case 'triangle':
      return across <= (y + 1) / 2;
    case 'cross':
      return Math.min(across, down) <= size / 6;
  }
}
