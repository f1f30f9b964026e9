import { benchCase, benchShapes, type BenchCase, type BenchSize } from './benchCase';
import { growthExponent } from './timing';
import type { TrainingRow } from './trainingRow';

/** What is varied, from the middle of the reference shapes on, everything else staying. */
const axes = {
  hidden: { sizes: [64, 128, 256, 512], at: (hidden: number) => ({ hidden }) },
  length: { sizes: [16, 32, 64, 128], at: (time: number) => ({ sourceTime: time, targetTime: time }) },
  vocabulary: { sizes: [40, 640, 2560, 10240], at: (vocabulary: number) => ({ vocabulary }) },
  layers: { sizes: [1, 2, 4, 8], at: (layers: number) => ({ layers }) },
  batch: { sizes: [16, 32, 64, 128], at: (batch: number) => ({ batch }) },
} as const satisfies Record<string, { sizes: readonly number[]; at: (size: number) => Partial<BenchSize> }>;
type Axis = keyof typeof axes;
const axisNames = Object.keys(axes) as Axis[];

/** How the time of a step of one program grows with one size. */
export interface GrowthRow {
  readonly axis: string;
  readonly engine: string;
  readonly threads: number;
  readonly sizes: readonly number[];
  readonly msPerStep: readonly number[];
  /** b of ms ≈ a·size^b, fitted over all sizes. */
  readonly exponent: number;
  /** The same of PyTorch with as many threads. */
  readonly exponentOfPyTorch?: number;
}

const separator = '=';

export const growthCases: readonly BenchCase[] = axisNames.flatMap((axis) =>
  axes[axis].sizes.map((size) =>
    benchCase('lstm-luong', `${axis}${separator}${size}`, { ...benchShapes.c128, ...axes[axis].at(size) }),
  ),
);

/** @param rows of {@link growthCases}; a program that lacks one of an axis has no row there */
export function growthRows(rows: readonly TrainingRow[]): GrowthRow[] {
  const programs = [...new Set(rows.map(({ engine, threads }) => `${engine}/${threads}`))];
  const all = axisNames.flatMap((axis) =>
    programs.flatMap((program) => {
      const { sizes } = axes[axis];
      const found = sizes.map((size) =>
        rows.find(
          ({ engine, threads, shape }) =>
            `${engine}/${threads}` === program && shape === `${axis}${separator}${size}`,
        ),
      );
      const complete = found.filter((row) => row !== undefined);
      const [first] = complete;
      if (first === undefined || complete.length < sizes.length) return [];
      const msPerStep = complete.map((row) => row.msPerStep);
      const exponent = growthExponent(sizes.map((size, index) => ({ size, cost: msPerStep[index]! })));
      return [{ axis, engine: first.engine, threads: first.threads, sizes, msPerStep, exponent }];
    }),
  );
  return all.map((row) => {
    const pyTorch = all.find(
      ({ axis, engine, threads }) =>
        engine === 'PyTorch' && axis === row.axis && threads === row.threads && row.engine !== engine,
    );
    return pyTorch === undefined ? row : { ...row, exponentOfPyTorch: pyTorch.exponent };
  });
}
