export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/** An empty canvas as large as its plot, on the pixels of the screen, with units of CSS pixels; undefined while it has no size. */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  { width, height }: PlotSize,
  fontFamily: string,
): CanvasRenderingContext2D | undefined {
  if (width === 0 || height === 0) return undefined;
  const ratio = window.devicePixelRatio;
  const [deviceWidth, deviceHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== deviceWidth || canvas.height !== deviceHeight) {
    canvas.width = deviceWidth;
    canvas.height = deviceHeight;
  }
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.lineWidth = 1;
  context.globalAlpha = 1;
  context.setLineDash([]);
  context.lineJoin = 'bevel';
  context.font = `11px ${fontFamily}`;
  return context;
}
