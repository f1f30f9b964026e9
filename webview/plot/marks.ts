import { markPath } from './markPath';
import { markShapes, type MarkShape } from './runStyle';
import { strokeLine } from './strokes';

const markRadiusPx = 3;
/** Made once: a frame has hundreds of them. */
const outlines = Object.fromEntries(
  markShapes.map((shape) => [shape, new Path2D(markPath(shape, markRadiusPx))]),
) as Readonly<Record<MarkShape, Path2D>>;

const pictures = new Map<string, ImageBitmap>();
/** Width and height of the picture of a mark. */
const picturePx = 12;

/**
 * The marks along the line of a run.
 * @param at x and y of each
 */
export function drawLineMarks(
  context: CanvasRenderingContext2D,
  shape: MarkShape,
  color: string,
  at: readonly number[],
): void {
  for (let index = 0; index < at.length; index += 2) {
    context.translate(at[index]!, at[index + 1]!);
    drawLineMark(context, shape, color);
    context.translate(-at[index]!, -at[index + 1]!);
  }
}

/** The same by pictures of them at whole pixels: quick, and a little off. */
export function drawLineMarksQuickly(
  context: CanvasRenderingContext2D,
  shape: MarkShape,
  color: string,
  at: readonly number[],
): void {
  const ratio = window.devicePixelRatio;
  const picture = pictureOf(shape, color, ratio);
  if (picture === undefined) return;
  const whole = (position: number): number => Math.round((position - picturePx / 2) * ratio) / ratio;
  for (let index = 0; index < at.length; index += 2)
    context.drawImage(picture, whole(at[index]!), whole(at[index + 1]!), picturePx, picturePx);
}

function pictureOf(shape: MarkShape, color: string, ratio: number): ImageBitmap | undefined {
  const key = `${shape} ${color} ${ratio}`;
  const known = pictures.get(key);
  if (known !== undefined) return known;
  const canvas = new OffscreenCanvas(picturePx * ratio, picturePx * ratio);
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  context.scale(ratio, ratio);
  context.translate(picturePx / 2, picturePx / 2);
  context.strokeStyle = color;
  drawLineMark(context, shape, color);
  const picture = canvas.transferToImageBitmap();
  pictures.set(key, picture);
  return picture;
}

function drawLineMark(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  shape: MarkShape,
  color: string,
): void {
  const outline = outlines[shape];
  context.lineWidth = 1.5;
  context.fillStyle = color;
  if (shape !== 'cross' && shape !== 'plus') context.fill(outline);
  context.stroke(outline);
}

/** What there is to say of one point of a curve. */
export type PointMark = 'best' | 'checkpoint' | 'change' | 'end' | 'early-stop';

/** A mark at one point of a curve, drawn about (0, 0). @param plot where the plot begins and ends, seen from there */
export function drawPointMark(
  context: CanvasRenderingContext2D,
  type: PointMark,
  color: string,
  { top, bottom }: { readonly top: number; readonly bottom: number },
): void {
  switch (type) {
    case 'best': {
      const diamond = new Path2D(markPath('diamond', 4.5));
      context.fill(diamond);
      context.stroke(diamond);
      break;
    }
    case 'checkpoint': {
      const flag = new Path2D('M0 0 V-11 L7 -8.5 L0 -6');
      context.fillStyle = color;
      context.lineWidth = 1.25;
      context.fill(flag);
      context.stroke(flag);
      break;
    }
    case 'change':
      context.setLineDash([1, 2]);
      strokeLine(context, 0, top, 0, bottom);
      context.setLineDash([]);
      context.stroke(new Path2D(markPath('cross', 4)));
      break;
    case 'end':
      context.stroke(new Path2D('M0 -6 V6'));
      break;
    case 'early-stop':
      context.stroke(new Path2D('M-4 -4 H4 V4 H-4 Z'));
      break;
  }
}
