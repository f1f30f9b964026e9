import type { DescribedNode } from '../../src/protocol/diagram';

export type Column = DescribedNode['column'];

/** Where a layer is drawn, in pixels before zooming. */
export interface Box {
  readonly id: string;
  readonly column: Column;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const boxHeight = 60;
/** Of the columns' headings. */
export const headHeight = 26;
/** Of edges that go past boxes of their column. */
export const laneWidth = 14;
