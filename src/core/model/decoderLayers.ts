import { mul, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../config/schema';
import type { NamedTensors } from '../step/step';
import { createCell } from './cells/createCell';
import type { CellState, RecurrentCell } from './cells/recurrentCell';
import { runCell } from './cells/runCell';
import { DropoutSite } from './dropoutSite';
import type { DropoutKey } from './model';
import type { ParameterList } from './parameterList';

/** The stack of recurrent layers of a decoder, with the dropout between them. */
export class DecoderLayers {
  readonly cells: readonly RecurrentCell[];
  /** Of what each layer above the first reads. */
  readonly dropouts: readonly DropoutSite[];

  /** @param inputSize of the first layer */
  constructor(inputSize: number, config: ModelConfig, parameters: ParameterList) {
    const { hidden_size, num_layers, dropout } = config.decoder;
    this.cells = Array.from({ length: num_layers }, (_, layer) =>
      createCell({
        name: `decoder.layers.${layer}`,
        inputSize: layer === 0 ? inputSize : hidden_size,
        layer: config.decoder,
        config,
        parameters,
      }),
    );
    this.dropouts = this.cells
      .slice(1)
      .map((_, index) => new DropoutSite(`decoder.layers.${index + 1}`, dropout));
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

  /**
   * One step of all layers.
   * @param projected the first layer's input, projected: `[batch, gates·units]`
   * @param masks factors of `dropouts`
   */
  step(
    parameters: NamedTensors,
    projected: Tensor2D,
    states: readonly CellState[],
    masks: readonly (Tensor2D | undefined)[] = [],
  ): { states: CellState[]; output: Tensor2D } {
    const next: CellState[] = [];
    let input = projected;
    let output: Tensor2D | undefined;
    this.cells.forEach((cell, layer) => {
      if (output !== undefined) {
        const mask = masks[layer - 1];
        input = cell.project(parameters, mask === undefined ? output : mul(output, mask));
      }
      const state = states[layer];
      if (state === undefined) throw new Error(`The decoder's state lacks layer ${layer}.`);
      const after = cell.step(parameters, input, state);
      next.push(after);
      output = after.h;
    });
    if (output === undefined) throw new Error('The decoder has no layers.');
    return { states: next, output };
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
      if (layer > 0) sequence = this.dropouts[layer - 1]?.apply(sequence, dropout) ?? sequence;
      const initial = states[layer];
      sequence = runCell(cell, parameters, sequence, initial === undefined ? {} : { initial }).outputs;
    });
    return sequence;
  }
}
