import { add, concat, mul, type Tensor, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../config/schema';
import type { NamedTensors } from '../step/step';
import { createCell } from './cells/createCell';
import type { CellState, RecurrentCell } from './cells/recurrentCell';
import { runCell } from './cells/runCell';
import { DropoutSite } from './dropoutSite';
import type { DropoutKey } from './model';
import type { ParameterList } from './parameterList';

/** Factors of one time, by the name that `DecoderLayers.masks` gives them. */
export type StepMasks = Readonly<Record<string, Tensor | undefined>>;

/**
 * The stack of recurrent layers of a decoder, with the dropout between them. With `residual`, what a layer above the first
 * reads is added to its output (Wu et al. 2016, §3.1). A context for all layers is put beside what each of those reads.
 */
export class DecoderLayers {
  readonly cells: readonly RecurrentCell[];
  /** Of what each layer reads; the first one's is for whoever makes its input. */
  readonly dropouts: readonly DropoutSite[];
  private readonly isResidual: boolean;

  /** @param sizes of the first layer's input, and of the context that the layers above it read too (0 if they do not) */
  constructor(
    sizes: { readonly input: number; readonly contextAbove: number },
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const { hidden_size, num_layers, dropout, variational_dropout, residual } = config.decoder;
    this.isResidual = residual;
    this.cells = Array.from({ length: num_layers }, (_, layer) =>
      createCell({
        name: `decoder.layers.${layer}`,
        inputSize: layer === 0 ? sizes.input : hidden_size + sizes.contextAbove,
        layer: config.decoder,
        config,
        parameters,
      }),
    );
    this.dropouts = this.cells.map(
      (_, layer) => new DropoutSite(`decoder.layers.${layer}`, dropout, variational_dropout),
    );
  }

  get first(): RecurrentCell {
    const [cell] = this.cells;
    if (cell === undefined) throw new Error('The decoder has no layers.');
    return cell;
  }

  /** Names of the parameters that `step` reads. */
  get stepParameters(): readonly string[] {
    return this.cells.flatMap((cell, layer) => [
      ...(layer === 0 ? [] : cell.inputParameters),
      ...cell.stepParameters,
    ]);
  }

  /** Factors of all times, `[time, batch, units]`, that `step` needs slices of. */
  masks(
    dropout: DropoutKey | undefined,
    time: number,
    batch: number,
  ): Readonly<Record<string, Tensor3D | undefined>> {
    const masks: Record<string, Tensor3D | undefined> = {};
    this.cells.forEach((cell, layer) => {
      if (layer > 0) masks[inputMask(layer)] = this.dropouts[layer]?.mask(dropout, [time, batch, cell.units]);
      masks[recurrentMask(layer)] = cell.recurrentFactors(dropout, time, batch);
    });
    return masks;
  }

  /**
   * One step of all layers.
   * @param projected the first layer's input, projected: `[batch, gates·units]`
   * @param context for the layers above the first, `[batch, contextAbove]`
   */
  step(
    parameters: NamedTensors,
    projected: Tensor2D,
    states: readonly CellState[],
    masks: StepMasks = {},
    context?: Tensor2D,
  ): { states: CellState[]; output: Tensor2D } {
    const next: CellState[] = [];
    let input = projected;
    let below: Tensor2D | undefined;
    this.cells.forEach((cell, layer) => {
      if (below !== undefined) {
        const mask = masks[inputMask(layer)];
        const read: Tensor2D = mask === undefined ? below : mul(below, mask);
        input = cell.project(parameters, context === undefined ? read : concat([read, context], 1));
      }
      const state = states[layer];
      if (state === undefined) throw new Error(`The decoder's state lacks layer ${layer}.`);
      const factors = masks[recurrentMask(layer)] as Tensor2D | undefined;
      const after = cell.step(parameters, input, state, factors);
      next.push(after);
      below = this.isResidual && below !== undefined ? add<Tensor2D>(after.h, below) : after.h;
    });
    if (below === undefined) throw new Error('The decoder has no layers.');
    return { states: next, output: below };
  }

  /**
   * Layer by layer, each over all times: where no step needs the output of the step before.
   * @param inputs `[time, batch, inputSize]`
   * @returns `[time, batch, units]`
   */
  sequence(
    parameters: NamedTensors,
    inputs: Tensor3D,
    states: readonly CellState[],
    dropout: DropoutKey | undefined,
  ): Tensor3D {
    let sequence = inputs;
    this.cells.forEach((cell, layer) => {
      const below = sequence;
      const read = layer === 0 ? below : (this.dropouts[layer]?.apply(below, dropout) ?? below);
      const { outputs } = runCell(cell, parameters, read, { initial: states[layer], dropout });
      sequence = this.isResidual && layer > 0 ? add<Tensor3D>(outputs, below) : outputs;
    });
    return sequence;
  }
}

/** Name of the factors of what a layer reads. */
export function inputMask(layer: number): string {
  return `dropout.layers.${layer}`;
}

function recurrentMask(layer: number): string {
  return `dropout.layers.${layer}.recurrent`;
}
