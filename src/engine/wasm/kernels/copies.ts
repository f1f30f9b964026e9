import {
  backend_util,
  Concat,
  Pack,
  PadV2,
  Slice,
  slice_util,
  SplitV,
  Tile,
  Transpose,
  Unpack,
  util,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { WasmHeap } from '../wasmHeap';
import { kernels, replaceKernel } from '../wasmKernel';

/** Ops that only move values: the originals copy element by element, or the whole tensor first. */
export function registerCopies(): void {
  registerJoins();
  registerParts();
  registerTile();
  registerTranspose();
}

/** A tensor as pieces along an axis: each is what lies behind one index of the axes before it. */
class Pieces {
  readonly count: number;
  /** Bytes behind one index of the axis. */
  readonly step: number;
  /** Bytes of a piece. */
  readonly bytes: number;

  constructor({ shape, dtype }: TensorInfo, axis: number) {
    this.count = util.sizeFromShape(shape.slice(0, axis));
    this.step = util.sizeFromShape(shape.slice(axis + 1)) * util.bytesPerElement(dtype);
    this.bytes = shape[axis]! * this.step;
  }
}

/** Copies `whole`'s indices from `start` on of an axis to `part`, which has fewer of them, or the other way. */
function copyPart(
  heap: WasmHeap,
  [whole, part]: readonly [whole: TensorInfo, part: TensorInfo],
  axis: number,
  start: number,
  direction: 'to part' | 'to whole',
): void {
  const outer = new Pieces(whole, axis);
  const inner = new Pieces(part, axis);
  const inWhole = heap.address(whole) + start * outer.step;
  const inPart = heap.address(part);
  if (direction === 'to part')
    kernels().copyPieces(outer.count, inner.bytes, inWhole, outer.bytes, inPart, inner.bytes);
  else kernels().copyPieces(outer.count, inner.bytes, inPart, inner.bytes, inWhole, outer.bytes);
}

function reshaped(tensor: TensorInfo, shape: number[]): TensorInfo {
  return { dataId: tensor.dataId, dtype: tensor.dtype, shape };
}

function registerJoins(): void {
  replaceKernel(Concat, () => ({ inputs, attrs, heap }) => {
    const parts = Object.values(inputs).filter(({ shape }) => util.sizeFromShape(shape) > 0);
    const [first] = parts;
    if (first === undefined || parts.some(({ dtype }) => dtype !== first.dtype || dtype === 'string'))
      return undefined;
    const axis = util.parseAxisParam(attrs['axis'] as number, first.shape)[0]!;
    const shapes = Object.values(inputs).map(({ shape }) => shape);
    backend_util.assertParamsConsistent(shapes, axis);
    const output = heap.output(backend_util.computeOutShape(shapes, axis), first.dtype);
    let start = 0;
    for (const part of parts) {
      copyPart(heap, [output, part], axis, start, 'to whole');
      start += part.shape[axis]!;
    }
    return output;
  });
  replaceKernel(Pack, () => ({ inputs, attrs, heap }) => {
    const parts = Object.values(inputs);
    const [first] = parts;
    const given = attrs['axis'] as number;
    if (first === undefined || parts.some(({ dtype }) => dtype !== first.dtype || dtype === 'string'))
      return undefined;
    const axis = given < 0 ? given + first.shape.length + 1 : given;
    const withAxis = (size: number) => [...first.shape.slice(0, axis), size, ...first.shape.slice(axis)];
    if (parts.some(({ shape }) => !util.arraysEqual(shape, first.shape))) return undefined;
    const output = heap.output(withAxis(parts.length), first.dtype);
    parts.forEach((part, index) =>
      copyPart(heap, [output, reshaped(part, withAxis(1))], axis, index, 'to whole'),
    );
    return output;
  });
  replaceKernel(PadV2, () => ({ inputs, attrs, heap }) => {
    const x = inputs['x']!;
    const paddings = attrs['paddings'] as [number, number][];
    const padded = paddings.flatMap(([before, after], axis) => (before + after > 0 ? [axis] : []));
    const [axis] = padded;
    if (axis === undefined || padded.length > 1 || x.dtype !== 'float32') return undefined;
    const output = heap.output(
      x.shape.map((size, index) => size + paddings[index]![0] + paddings[index]![1]),
    );
    heap.floats(output).fill(attrs['constantValue'] as number);
    copyPart(heap, [output, x], axis, paddings[axis]![0], 'to whole');
    return output;
  });
}

function registerParts(): void {
  replaceKernel(SplitV, () => ({ inputs, attrs, heap }) => {
    const x = inputs['x']!;
    const axis = util.parseAxisParam(attrs['axis'] as number, x.shape)[0]!;
    if (x.dtype === 'string') return undefined;
    const sizes = backend_util.prepareSplitSize(
      { ...x, rank: x.shape.length },
      attrs['numOrSizeSplits'] as number[] | number,
      axis,
    );
    let start = 0;
    return sizes.map((size) => {
      const part = heap.output(x.shape.with(axis, size), x.dtype);
      copyPart(heap, [x, part], axis, start, 'to part');
      start += size;
      return part;
    });
  });
  replaceKernel(Unpack, () => ({ inputs, attrs, heap }) => {
    const value = inputs['value']!;
    if (value.dtype === 'string') return undefined;
    const axis = util.parseAxisParam(attrs['axis'] as number, value.shape)[0]!;
    const shape = value.shape.filter((_, index) => index !== axis);
    return Array.from({ length: value.shape[axis]! }, (_, index) => {
      const part = heap.output(shape, value.dtype);
      copyPart(heap, [value, reshaped(part, value.shape.with(axis, 1))], axis, index, 'to part');
      return part;
    });
  });
  replaceKernel(Slice, () => ({ inputs, attrs, heap }) => {
    const x = inputs['x']!;
    const [begin, size] = slice_util.parseSliceParams(
      x,
      attrs['begin'] as number[],
      attrs['size'] as number[],
    ) as [number[], number[]];
    const cut = size.flatMap((length, axis) => (length === x.shape[axis] ? [] : [axis]));
    if (cut.length > 1 || x.dtype === 'string') return undefined;
    slice_util.assertParamsValid(x, begin, size);
    const output = heap.output(size, x.dtype);
    const [axis] = cut;
    if (axis === undefined) heap.copy(x, output);
    else copyPart(heap, [x, output], axis, begin[axis]!, 'to part');
    return output;
  });
}

function registerTile(): void {
  replaceKernel(Tile, () => ({ inputs, attrs, heap }) => {
    const x = inputs['x']!;
    const reps = attrs['reps'] as number[];
    const repeated = reps.flatMap((count, axis) => (count === 1 ? [] : [axis]));
    const isSingle = util.sizeFromShape(x.shape) === 1;
    if (x.dtype === 'string' || !(isSingle || repeated.length === 1)) return undefined;
    const output = heap.output(
      x.shape.map((size, axis) => size * reps[axis]!),
      x.dtype,
    );
    if (isSingle) {
      if (x.dtype === 'float32') heap.floats(output).fill(heap.floats(x)[0]!);
      else if (x.dtype === 'int32') heap.ints(output).fill(heap.ints(x)[0]!);
      else heap.bytes(output).fill(heap.bytes(x)[0]!);
      return output;
    }
    const axis = repeated[0]!;
    for (let index = 0; index < reps[axis]!; index++)
      copyPart(heap, [output, x], axis, index * x.shape[axis]!, 'to whole');
    return output;
  });
}

function registerTranspose(): void {
  replaceKernel(Transpose, () => ({ inputs, attrs, heap }) => {
    const x = inputs['x']!;
    const perm = attrs['perm'] as number[];
    const { shape, order } = mergeAxes(x.shape, perm);
    const swap = order.join();
    if (x.dtype === 'string') return undefined;
    const bytes = util.bytesPerElement(x.dtype);
    const make = () =>
      heap.output(
        perm.map((axis) => x.shape[axis]!),
        x.dtype,
      );
    if (swap === '0' || swap === '') {
      const output = make();
      heap.copy(x, output);
      return output;
    }
    if ((swap === '1,0' || swap === '0,2,1') && bytes === 4) {
      const output = make();
      const [batch, rows, columns] = (shape.length === 2 ? [1, ...shape] : shape) as [number, number, number];
      kernels().transposeMatrices(batch, rows, columns, heap.address(x), heap.address(output));
      return output;
    }
    if (swap !== '1,0,2') return undefined;
    const output = make();
    const [rows, columns, inner] = shape as [number, number, number];
    const piece = inner * bytes;
    for (let row = 0; row < rows; row++)
      kernels().copyPieces(
        columns,
        piece,
        heap.address(x) + row * columns * piece,
        piece,
        heap.address(output) + row * piece,
        rows * piece,
      );
    return output;
  });
}

/** The same transposition with axes of size 1 left out and axes that stay together made one. */
function mergeAxes(shape: readonly number[], perm: readonly number[]): { shape: number[]; order: number[] } {
  const groups: number[][] = [];
  for (const axis of perm) {
    if (shape[axis] === 1) continue;
    const last = groups.at(-1);
    const previous = last?.at(-1);
    const isNext =
      previous !== undefined &&
      shape.slice(previous + 1, axis).every((size) => size === 1) &&
      axis > previous;
    if (isNext) last?.push(axis);
    else groups.push([axis]);
  }
  const sorted = groups.map((group) => group[0]!).sort((a, b) => a - b);
  const sizes = new Map(
    groups.map((group) => [group[0]!, group.reduce((size, axis) => size * shape[axis]!, 1)]),
  );
  return {
    shape: sorted.map((axis) => sizes.get(axis)!),
    order: groups.map((group) => sorted.indexOf(group[0]!)),
  };
}
