import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../step/step';
import type { CellState, RecurrentCell } from './cells/recurrentCell';
import type { DecoderState } from './model';

/** A recurrent decoder's state, taken apart. */
export interface RecurrentState {
  readonly layers: readonly CellState[];
  /** Previous attentional vector, with input feeding: `[batch, units]`. */
  readonly attentional: Tensor2D | undefined;
  /** The source as one vector, when it is needed at every step without attention: `[batch, encoderOutput]`. */
  readonly context: Tensor2D | undefined;
}

/** The named tensors that a recurrent decoder's state is made of. */
export class StateLayout {
  /** Names and sizes of the tensors `[batch, size]`, in order. */
  readonly shapes: readonly { readonly name: string; readonly size: number }[];

  /** @param sizes of the parts that the decoder has beside its layers */
  constructor(
    private readonly cells: readonly RecurrentCell[],
    private readonly sizes: {
      readonly attentional: number | undefined;
      readonly context: number | undefined;
    },
  ) {
    this.shapes = [
      ...cells.flatMap(({ units, hasMemory }, layer) => [
        { name: `layers.${layer}.h`, size: units },
        ...(hasMemory ? [{ name: `layers.${layer}.c`, size: units }] : []),
      ]),
      ...(sizes.attentional === undefined ? [] : [{ name: 'attentional', size: sizes.attentional }]),
      ...(sizes.context === undefined ? [] : [{ name: 'context', size: sizes.context }]),
    ];
  }

  join({ layers, attentional, context }: RecurrentState): DecoderState {
    return present({
      ...Object.fromEntries(
        layers.flatMap(({ h, c }, layer) => [
          [`layers.${layer}.h`, h],
          [`layers.${layer}.c`, c],
        ]),
      ),
      attentional,
      context,
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
      attentional: this.sizes.attentional === undefined ? undefined : find('attentional'),
      context: this.sizes.context === undefined ? undefined : find('context'),
    };
  }
}

/** The tensors that are there. */
export function present(tensors: Readonly<Record<string, Tensor | undefined>>): NamedTensors {
  return Object.fromEntries(
    Object.entries(tensors).filter((entry): entry is [string, Tensor] => entry[1] !== undefined),
  );
}
