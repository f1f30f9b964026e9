/** Where the parts of a heat map are, in CSS pixels. */
export interface HeatmapLayout {
  readonly cell: number;
  /** Left edge of the first column, after the row labels. */
  readonly left: number;
  /** Top edge of the first row, below the column labels. */
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Widest column label that lies flat; wider ones stand upright. */
  readonly flatWidth: number;
  /** Every so many rows and columns have a label; above 1 the labels are positions, not tokens. */
  readonly labelEvery: number;
}

export interface HeatmapSize {
  readonly rows: number;
  readonly columns: number;
  readonly availableWidth: number;
  readonly availableHeight: number;
  /** Widest row label and widest column label. */
  readonly rowLabelWidth: number;
  readonly columnLabelWidth: number;
}

export const labelFontPx = 12;
/** Longer labels are cut with an ellipsis. */
export const longestLabelPx = 96;
const largestCell = 40;
/** Below this a token would not fit its row, so every few rows get their position instead. */
const smallestLabelledCell = 12;
const labelGap = 6;
/** Cells of larger maps are smaller: a canvas much wider than this is slow, or impossible in some browsers. */
const widestMapPx = 2048;

export function layOutHeatmap(size: HeatmapSize): HeatmapLayout {
  const { rows, columns, availableWidth, availableHeight } = size;
  const left = Math.min(size.rowLabelWidth, longestLabelPx) + 2 * labelGap;
  const uprightTop = Math.min(size.columnLabelWidth, longestLabelPx) + 2 * labelGap;
  const flatTop = labelFontPx + 2 * labelGap;
  const smallest = Math.max(1, Math.min(4, Math.floor(widestMapPx / Math.max(rows, columns))));
  const cellFor = (top: number): number => {
    const fitting = Math.floor(
      Math.min((availableWidth - left - 2) / columns, (availableHeight - top - 2) / rows),
    );
    return Math.max(smallest, Math.min(largestCell, fitting));
  };
  const flatCell = cellFor(flatTop);
  const labelled = flatCell >= smallestLabelledCell;
  const upright = labelled && size.columnLabelWidth > flatCell - 2;
  const top = upright ? uprightTop : flatTop;
  const cell = upright ? Math.max(cellFor(top), Math.min(flatCell, smallestLabelledCell)) : flatCell;
  return {
    cell,
    left,
    top,
    width: left + columns * cell + 2,
    height: top + rows * cell + 2,
    flatWidth: labelled ? cell - 2 : Infinity,
    labelEvery: labelled ? 1 : niceInterval(28 / cell),
  };
}

/** The row and column under a point; undefined beside the map. */
export function cellAt(
  { cell, left, top }: HeatmapLayout,
  rows: number,
  columns: number,
  x: number,
  y: number,
): { readonly row: number; readonly column: number } | undefined {
  const row = Math.floor((y - top) / cell);
  const column = Math.floor((x - left) / cell);
  return row >= 0 && row < rows && column >= 0 && column < columns ? { row, column } : undefined;
}

function niceInterval(minimum: number): number {
  return [5, 10, 20, 50, 100, 200, 500].find((interval) => interval >= minimum) ?? 1000;
}
