/** Where the curves of a plot are, in pixels of its element: axes and their labels are outside. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What pointer and keys of a chart need to know of its plot, whatever draws it. */
export interface PlotSurface {
  readonly element: HTMLElement;
  readonly area: PlotArea;
  /** The x value at a place in the element; undefined beside the plot. */
  xAt(offsetPx: number): number | undefined;
  /** Where an x value is in the element. */
  pixelOf(x: number): number;
}
