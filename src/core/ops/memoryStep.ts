import {
  add,
  concat,
  engine,
  mul,
  ones,
  registerGradient,
  reshape,
  split,
  sub,
  type NamedAttrMap,
  type Rank,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { hasKernel } from './hasKernel';
import { readMemory, writeMemory } from './memoryAccess';
import { address } from './memoryAddressing';
import { activateSignals, headCount, signalCount, type MemorySizes } from './memorySignals';

/** The memory of a Neural Turing Machine, where its heads are, and what they read last. */
export interface MemoryState {
  /** `[batch, rows·width]` */
  readonly memory: Tensor2D;
  /** Reading heads first, each a distribution over the rows: `[batch, heads·rows]`. */
  readonly weightings: Tensor2D;
  /** `[batch, readHeads·width]` */
  readonly reads: Tensor2D;
}

export interface MemoryStepInput {
  /** What the controller tells the heads, before any activation: `[batch, signalCount]`. */
  readonly signals: Tensor2D;
  readonly state: MemoryState;
  readonly sizes: MemorySizes;
  /** `[batch, 1]`: where it is 0, the whole state stays as it is. */
  readonly mask: Tensor2D | undefined;
  /** From `makeShiftMatrix`. */
  readonly shiftMatrix: Tensor2D;
}

/**
 * Fused kernel that a backend may have, with `MemorySizes` as attributes: `{signals, memory, weightings, reads, mask}` →
 * `[memory', weightings', reads', kept]`, where `kept` `[batch, keptSize]` is for the gradient alone.
 */
export const memoryStepKernel = 'MemoryStep';
/**
 * Its gradient, with the same attributes: `{dMemory, dWeightings, dReads, signals, memory, weightings, mask, nextWeightings,
 * kept}` → gradients of `[signals, memory, weightings, reads]`.
 */
export const memoryStepGradientKernel = 'MemoryStepGradient';

/** Numbers a row of the batch keeps: signals, norms of the rows, and of each head cosines, weights by content, and shifted ones. */
export function keptSize(sizes: MemorySizes): number {
  return signalCount(sizes) + sizes.rows * (1 + 3 * headCount(sizes));
}

/**
 * What the heads of a Neural Turing Machine do in a step (Graves, Wayne & Danihelka 2014, §3): all are addressed in the memory
 * as it was before the step; the reading ones read it, and then the writing ones erase and add.
 */
export function memoryStep(input: MemoryStepInput): MemoryState {
  return hasKernel(memoryStepKernel) ? runMemoryStep(input) : composeMemoryStep(input);
}

/** The reference, of tfjs's own ops. */
export function composeMemoryStep({
  signals,
  state,
  sizes,
  mask,
  shiftMatrix,
}: MemoryStepInput): MemoryState {
  const { rows, width, readHeads, writeHeads } = sizes;
  const batch = signals.shape[0];
  const heads = headCount(sizes);
  const active = activateSignals(signals, sizes);
  const memory = reshape<Rank.R3>(state.memory, [batch, rows, width]);
  const before = reshape<Rank.R3>(state.weightings, [batch, heads, rows]);
  const weightings = address(memory, before, active, shiftMatrix);
  const [reading, writing] = split<Tensor3D>(weightings, [readHeads, writeHeads], 1) as [Tensor3D, Tensor3D];
  const written = writeMemory(memory, writing, active.erase, active.added);
  const next = {
    memory: reshape<Rank.R2>(written, state.memory.shape),
    weightings: reshape<Rank.R2>(weightings, state.weightings.shape),
    reads: reshape<Rank.R2>(readMemory(memory, reading), state.reads.shape),
  };
  return mask === undefined ? next : carryPadding(next, state, mask);
}

/** All of the state in one tensor meanwhile: fewer ops. */
function carryPadding(next: MemoryState, before: MemoryState, mask: Tensor2D): MemoryState {
  const join = ({ memory, weightings, reads }: MemoryState): Tensor2D =>
    concat<Tensor2D>([memory, weightings, reads], 1);
  const joined = add<Tensor2D>(mul(join(next), mask), mul(join(before), sub(1, mask)));
  const widths = [next.memory, next.weightings, next.reads].map(({ shape }) => shape[1]);
  const [memory, weightings, reads] = split<Tensor2D>(joined, widths, 1) as [Tensor2D, Tensor2D, Tensor2D];
  return { memory, weightings, reads };
}

function runMemoryStep({ signals, state, sizes, mask }: MemoryStepInput): MemoryState {
  const { memory, weightings, reads } = state;
  const everyRow = mask ?? ones<Rank.R2>([signals.shape[0], 1]);
  const [nextMemory, nextWeightings, nextReads] = engine().runKernel<[Tensor2D, Tensor2D, Tensor2D]>(
    memoryStepKernel,
    { signals, memory, weightings, reads, mask: everyRow },
    { ...sizes },
  );
  return { memory: nextMemory, weightings: nextWeightings, reads: nextReads };
}

registerGradient({
  kernelName: memoryStepKernel,
  inputsToSave: ['signals', 'memory', 'weightings', 'mask'],
  outputsToSave: [false, true, false, true],
  gradFunc: (dys, saved, attributes: NamedAttrMap) => {
    const [dMemory, dWeightings, dReads] = dys as [Tensor, Tensor, Tensor];
    const [signals, memory, weightings, mask, nextWeightings, kept] = saved as Six;
    const [dSignals, dBefore, dWeightingsBefore, dReadsBefore] = engine().runKernel<Tensor[]>(
      memoryStepGradientKernel,
      { dMemory, dWeightings, dReads, signals, memory, weightings, mask, nextWeightings, kept },
      attributes,
    ) as [Tensor, Tensor, Tensor, Tensor];
    return {
      signals: () => dSignals,
      memory: () => dBefore,
      weightings: () => dWeightingsBefore,
      reads: () => dReadsBefore,
    };
  },
});

type Six = [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
