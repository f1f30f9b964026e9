import {
  Add,
  AddN,
  All,
  Any,
  ArgMax,
  ArgMin,
  BatchMatMul,
  Cast,
  ClipByValue,
  Concat,
  Cumprod,
  Cumsum,
  GatherV2,
  Max,
  Maximum,
  Mean,
  Min,
  Minimum,
  Multiply,
  OneHot,
  Pack,
  PadV2,
  Pow,
  Prod,
  RealDiv,
  Reshape,
  Reverse,
  Select,
  Slice,
  Softmax,
  SplitV,
  SquaredDifference,
  Sub,
  Sum,
  Tile,
  TopK,
  Transpose,
  Unpack,
  UnsortedSegmentSum,
  util,
  type NamedAttrMap,
} from '@tensorflow/tfjs-core';
import type { TensorSpec } from '../../../core/step/step';
import type { ProgramCall, ValueId } from '../program';
import { axisOf, type ShapeQuestion } from '../shapes/shapeRule';
import type { BatchWriter, Operand } from './batchWriter';

/** A call of the program for one copy, of which at least one operand is batched. */
export interface BatchedCall extends Pick<ShapeQuestion, 'number' | 'numbers'> {
  readonly call: ProgramCall;
  readonly operands: readonly Operand[];
  /** @throws Error when there is no such operand */
  readonly operand: (name: string) => Operand;
  /** Of one copy. */
  readonly outputs: readonly TensorSpec[];
}

/**
 * Writes a call for all copies at once. Its outputs have the leading axis.
 * @returns undefined for cases that are left to one call a copy
 */
export type BatchRule = (call: BatchedCall, writer: BatchWriter) => readonly ValueId[] | undefined;
type BatchRules = Readonly<Record<string, BatchRule>>;

/** What looks at every element, or every row, by itself. */
const byElement: BatchRule = ({ call, operands }, writer) => {
  const [only] = operands;
  const name = call.inputNames?.[0];
  if (only === undefined || name === undefined || operands.length !== 1) return undefined;
  return writer.callAll(call.kernel, { [name]: only.id }, call.attributes);
};

const broadcast: BatchRule = ({ call, operand }, writer) => {
  const [a, b] = [operand('a'), operand('b')];
  const rank = Math.max(a.spec.shape.length, b.spec.shape.length);
  const inputs = { a: writer.aligned(a, rank), b: writer.aligned(b, rank) };
  return [writer.call(call.kernel, inputs, call.attributes)];
};

/** Operands of one shape. */
const alike: BatchRule = ({ call, operands }, writer) => {
  const ids = operands.map((operand) => writer.own(operand));
  const { inputNames } = call;
  const inputs =
    inputNames === undefined ? ids : Object.fromEntries(inputNames.map((name, i) => [name, ids[i]!]));
  return [writer.call(call.kernel, inputs, call.attributes)];
};

/** Select takes a condition of rank 1 for whole rows too. */
const select: BatchRule = (batched, writer) => {
  const shapes = batched.operands.map(({ spec }) => spec.shape);
  return shapes.every((shape) => util.arraysEqual([...shape], [...shapes[0]!]))
    ? alike(batched, writer)
    : undefined;
};

/** An axis by number, `axis`, which may be counted from the end: of operands of this rank. */
function shiftedAxis({ number }: BatchedCall, rank: number): number {
  return axisOf(number('axis'), rank) + 1;
}

/** A kernel with one axis, and one operand or a list of equals. */
function alongAxis(extraAxes = 0): BatchRule {
  return (batched, writer) => {
    const { call, operands } = batched;
    const rank = (operands[0]?.spec.shape.length ?? 0) + extraAxes;
    const attributes = { ...call.attributes, axis: shiftedAxis(batched, rank) };
    const ids = operands.map((operand) => writer.own(operand));
    const name = call.inputNames?.[0];
    return writer.callAll(call.kernel, name === undefined ? ids : { [name]: ids[0]! }, attributes);
  };
}

const reduction: BatchRule = ({ call, operand }, writer) => {
  const x = operand('x');
  // Max alone calls its axes otherwise.
  const name = 'reductionIndices' in call.attributes ? 'reductionIndices' : 'axis';
  const given = call.attributes[name] as number | number[] | null | undefined;
  const every = x.spec.shape.map((_, axis) => axis);
  const axes = util.parseAxisParam(given ?? every, [...x.spec.shape]).map((axis) => axis + 1);
  return [writer.call(call.kernel, { x: x.id }, { ...call.attributes, [name]: axes })];
};

const reshape: BatchRule = ({ operands, outputs }, writer) => [
  writer.reshape(operands[0]!.id, writer.shapeOf(outputs[0]!)),
];

/** The operand `x`, with other attributes. */
function withAttributes(change: (call: BatchedCall, writer: BatchWriter) => NamedAttrMap): BatchRule {
  return (batched, writer) => [
    writer.call(
      batched.call.kernel,
      { x: batched.operand('x').id },
      { ...batched.call.attributes, ...change(batched, writer) },
    ),
  ];
}

const matMul: BatchRule = ({ call, operand }, writer) => {
  const [a, b] = [operand('a'), operand('b')];
  const rank = Math.max(a.spec.shape.length, b.spec.shape.length);
  const inputs = { a: writer.aligned(a, rank), b: writer.aligned(b, rank) };
  return [writer.call(BatchMatMul, inputs, call.attributes)];
};

/** Rows by numbers that all copies share. */
const gather: BatchRule = ({ call, operand, number }, writer) => {
  const [x, indices] = [operand('x'), operand('indices')];
  if (indices.isBatched || number('batchDims') !== 0) return undefined;
  const axis = axisOf(number('axis'), x.spec.shape.length);
  // Whole rows of all copies are faster to fetch than elements of each.
  if (axis !== 0)
    return [writer.call(GatherV2, { x: x.id, indices: indices.id }, { ...call.attributes, axis: axis + 1 })];
  const rows = writer.call(GatherV2, { x: copiesSecond(writer, x), indices: indices.id }, call.attributes);
  const rank = indices.spec.shape.length;
  const shape = writer.recorder.spec(rows).shape;
  const others = shape.map((_, index) => index).filter((index) => index !== rank);
  return [writer.call(Transpose, { x: rows }, { perm: [rank, ...others] })];
};

/** Sums of rows by numbers that all copies share. */
const segmentSum: BatchRule = ({ call, operand }, writer) => {
  const [x, segmentIds] = [operand('x'), operand('segmentIds')];
  if (segmentIds.isBatched || segmentIds.spec.shape.length !== 1) return undefined;
  const sums = writer.call(
    UnsortedSegmentSum,
    { x: copiesSecond(writer, x), segmentIds: segmentIds.id },
    call.attributes,
  );
  return [writer.call(Transpose, { x: sums }, { perm: swapFirst(x.spec.shape.length + 1) })];
};

/** `[copies, rows, …]` → `[rows, copies, …]` */
function copiesSecond(writer: BatchWriter, { id, spec }: Operand): ValueId {
  return writer.call(Transpose, { x: id }, { perm: swapFirst(spec.shape.length + 1) });
}

function swapFirst(rank: number): number[] {
  return [1, 0, ...Array.from({ length: rank - 2 }, (_, index) => index + 2)];
}

function sameRule(kernels: readonly string[], rule: BatchRule): BatchRules {
  return Object.fromEntries(kernels.map((kernel) => [kernel, rule]));
}

/** Rules by kernel; a kernel without one is called once a copy. */
export const batchRules: BatchRules = {
  ...sameRule(
    'Abs Elu Exp Expm1 Floor IsFinite IsInf IsNan LeakyRelu Log Log1p LogicalNot Neg Reciprocal Relu Round Rsqrt Sigmoid Sign Softplus Sqrt Square Step Tanh'.split(
      ' ',
    ),
    byElement,
  ),
  ...sameRule([Cast, ClipByValue, OneHot, TopK], byElement),
  ...sameRule([Add, Maximum, Minimum, Multiply, Pow, RealDiv, SquaredDifference, Sub], broadcast),
  ...sameRule(
    'Equal FloorDiv Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr Mod NotEqual'.split(' '),
    broadcast,
  ),
  [AddN]: alike,
  [Select]: select,
  [Softmax]: ({ call, operand }, writer) => {
    const { id, spec } = operand('logits');
    return [writer.call(Softmax, { logits: id }, { ...call.attributes, dim: spec.shape.length })];
  },
  [Reshape]: reshape,
  [Transpose]: withAttributes(({ numbers }) => ({ perm: [0, ...numbers('perm').map((axis) => axis + 1)] })),
  [Slice]: withAttributes(({ numbers, outputs }, writer) => ({
    begin: [0, ...numbers('begin')],
    size: writer.shapeOf(outputs[0]!),
  })),
  [Tile]: withAttributes(({ numbers }) => ({ reps: [1, ...numbers('reps')] })),
  [PadV2]: withAttributes(({ call }) => ({
    paddings: [[0, 0], ...(call.attributes['paddings'] as [number, number][])],
  })),
  [Reverse]: withAttributes(({ operand, numbers }) => ({
    dims: numbers('dims').map((axis) => axisOf(axis, operand('x').spec.shape.length) + 1),
  })),
  ...sameRule([ArgMax, ArgMin, Concat, Cumprod, Cumsum, SplitV, Unpack], alongAxis()),
  [Pack]: alongAxis(1),
  ...sameRule([All, Any, Max, Mean, Min, Prod, Sum], reduction),
  [BatchMatMul]: matMul,
  [GatherV2]: gather,
  [UnsortedSegmentSum]: segmentSum,
};
