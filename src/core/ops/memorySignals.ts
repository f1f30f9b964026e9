import {
  add,
  reshape,
  sigmoid,
  softplus,
  split,
  tanh,
  type Rank,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { AddressSignals } from './memoryAddressing';
import { rowSoftmax } from './rowSoftmax';

/** Of a Neural Turing Machine's memory and its heads. */
export interface MemorySizes {
  readonly rows: number;
  readonly width: number;
  readonly readHeads: number;
  readonly writeHeads: number;
  /** A head moves by at most so many rows in a step, in either direction. */
  readonly shiftRange: number;
}

/** What the controller tells the heads in one step: reading heads first, then writing ones. */
export interface HeadSignals extends AddressSignals {
  /** e in 0 … 1 `[batch, writeHeads, width]` */
  readonly erase: Tensor3D;
  /** a in −1 … 1 `[batch, writeHeads, width]` */
  readonly added: Tensor3D;
}

/** How many numbers tell the heads what to do. */
export function signalCount(sizes: MemorySizes): number {
  return partsOf(sizes).reduce((sum, part) => sum + part, 0);
}

/**
 * The signals in numbers of any size. Their columns, each part head by head: keys and adds (tanh, as Collier & Beel 2018
 * found more stable), strengths and sharpness (softplus, sharpness + 1), gates and erases (σ), shifts (softmax).
 * @param raw `[batch, signalCount]`
 */
export function activateSignals(raw: Tensor2D, sizes: MemorySizes): HeadSignals {
  const { width, writeHeads: writers, shiftRange } = sizes;
  const heads = headCount(sizes);
  const batch = raw.shape[0];
  const [contents, positive, unit, moves] = split<Tensor2D>(raw, [...partsOf(sizes)], 1) as Four;
  const [keys, added] = halves(tanh<Tensor2D>(contents), heads * width);
  const [strengths, sharpness] = halves(softplus<Tensor2D>(positive), heads);
  const [gates, erase] = halves(sigmoid<Tensor2D>(unit), heads);
  const perHead = (values: Tensor2D, count: number): Tensor3D => reshape(values, [batch, count, -1]);
  return {
    keys: perHead(keys, heads),
    strengths: perHead(strengths, heads),
    gates: perHead(gates, heads),
    shifts: rowSoftmax(reshape<Rank.R3>(moves, [batch * heads, 1, 2 * shiftRange + 1])),
    sharpness: perHead(add<Tensor2D>(sharpness, 1), heads),
    erase: perHead(erase, writers),
    added: perHead(added, writers),
  };
}

export function headCount({ readHeads, writeHeads }: MemorySizes): number {
  return readHeads + writeHeads;
}

/** Columns of each activation. */
function partsOf(sizes: MemorySizes): readonly [number, number, number, number] {
  const { width, writeHeads: writers, shiftRange } = sizes;
  const heads = headCount(sizes);
  return [(heads + writers) * width, 2 * heads, heads + writers * width, heads * (2 * shiftRange + 1)];
}

type Four = [Tensor2D, Tensor2D, Tensor2D, Tensor2D];

/** The first columns, and the others. */
function halves(values: Tensor2D, first: number): [Tensor2D, Tensor2D] {
  return split<Tensor2D>(values, [first, values.shape[1] - first], 1) as [Tensor2D, Tensor2D];
}
