import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../step/step';
import type { CellState, RecurrentCell } from './cells/recurrentCell';
import type { DecoderState, StateShape } from './model';

/** What a recurrent decoder may hand from step to step beside the states of its layers. */
export interface StateExtras {
  /** Previous attentional vector, with input feeding: `[batch, units]`. */
  readonly attentional?: Tensor2D | undefined;
  /** The source as one vector, when it is needed at every step without attention: `[batch, encoderOutput]`. */
  readonly context?: Tensor2D | undefined;
  /** Number of the step, from 0, for a window that moves with it: `[batch, 1]`. */
  readonly position?: Tensor2D | undefined;
  /** Attention of the steps before, added up: `[batch, sourceTime]`. */
  readonly coverage?: Tensor2D | undefined;
}

/** A recurrent decoder's state, taken apart. */
export interface RecurrentState extends StateExtras {
  readonly layers: readonly CellState[];
}

/** The extras in the order of the state's tensors. */
const extraNames = [
  'attentional',
  'context',
  'position',
  'coverage',
] as const satisfies readonly (keyof StateExtras)[];

/** The named tensors that a recurrent decoder's state is made of. */
export class StateLayout {
  /** Names and sizes of the tensors `[batch, size]`, in order. */
  readonly shapes: readonly StateShape[];
  private readonly extras: readonly (keyof StateExtras)[];

  /** @param sizes of the parts that the decoder has beside its layers */
  constructor(
    private readonly cells: readonly RecurrentCell[],
    sizes: Readonly<Partial<Record<keyof StateExtras, StateShape['size'] | undefined>>>,
  ) {
    this.extras = extraNames.filter((name) => sizes[name] !== undefined);
    this.shapes = [
      ...cells.flatMap(({ units, hasMemory }, layer) => [
        { name: `layers.${layer}.h`, size: units },
        ...(hasMemory ? [{ name: `layers.${layer}.c`, size: units }] : []),
      ]),
      ...this.extras.map((name) => ({ name, size: sizes[name] ?? 0 })),
    ];
  }

  has(name: keyof StateExtras): boolean {
    return this.extras.includes(name);
  }

  join({ layers, ...extras }: RecurrentState): DecoderState {
    return present({
      ...Object.fromEntries(
        layers.flatMap(({ h, c }, layer) => [
          [`layers.${layer}.h`, h],
          [`layers.${layer}.c`, c],
        ]),
      ),
      ...Object.fromEntries(this.extras.map((name) => [name, extras[name]])),
    });
  }

  /** @throws Error when a tensor is missing */
  split(state: DecoderState): RecurrentState {
    const find = (name: string) => {
      const tensor = state[name];
      if (tensor === undefined) throw new Error(`The decoder's state lacks "${name}".`);
      return tensor as Tensor2D;
    };
    return {
      layers: this.cells.map(({ hasMemory }, layer) => ({
        h: find(`layers.${layer}.h`),
        c: hasMemory ? find(`layers.${layer}.c`) : undefined,
      })),
      ...Object.fromEntries(this.extras.map((name) => [name, find(name)])),
    };
  }
}

/** The tensors that are there. */
export function present(tensors: Readonly<Record<string, Tensor | undefined>>): NamedTensors {
  return Object.fromEntries(
    Object.entries(tensors).filter((entry): entry is [string, Tensor] => entry[1] !== undefined),
  );
}
