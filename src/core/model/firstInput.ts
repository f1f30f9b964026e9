import { add, matMul, mul, reshape, type Tensor2D } from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../config/schema';
import type { NamedTensors } from '../step/step';
import type { CellState } from './cells/recurrentCell';
import { inputMask, type DecoderLayers } from './decoderLayers';
import { DropoutSite } from './dropoutSite';
import { biasInitializer, weightInitializer } from './initializer';
import type { DropoutKey } from './model';
import { matrix, vector, type ParameterList } from './parameterList';

/**
 * The source as a first input before the words (`condition` "pre"; Vinyals et al. 2015, "Show and Tell"): the source as one
 * vector, resized to an embedding by a linear layer, goes through all layers once; what comes out of them is dropped.
 */
export class FirstInput {
  private readonly kernelName: string;
  private readonly biasName: string;
  /** Of what each layer reads, the first one included. */
  private readonly dropouts: readonly DropoutSite[];

  /** @param inputSize width of the source as one vector */
  constructor(inputSize: number, embeddingSize: number, config: ModelConfig, parameters: ParameterList) {
    const { dropout, num_layers } = config.decoder;
    this.kernelName = parameters.add(
      'decoder.pre.kernel',
      [inputSize, embeddingSize],
      weightInitializer(config.initializer, config, inputSize, embeddingSize),
    );
    this.biasName = parameters.add('decoder.pre.bias', [embeddingSize], biasInitializer(config));
    this.dropouts = Array.from(
      { length: num_layers },
      (_, layer) => new DropoutSite(`decoder.pre.layers.${layer}`, dropout),
    );
  }

  /**
   * The states after that input.
   * @param source the source as one vector, `[batch, inputSize]`
   * @param states before it
   */
  read(
    parameters: NamedTensors,
    source: Tensor2D,
    states: readonly CellState[],
    layers: DecoderLayers,
    dropout: DropoutKey | undefined,
  ): CellState[] {
    const resized: Tensor2D = add(
      matMul(source, matrix(parameters, this.kernelName)),
      vector(parameters, this.biasName),
    );
    const [rows, size] = resized.shape;
    const masks = this.dropouts.map((site, layer) => {
      const width = layer === 0 ? size : layers.first.units;
      const mask = site.mask(dropout, [1, rows, width]);
      return [inputMask(layer), mask === undefined ? undefined : reshape(mask, [rows, width])] as const;
    });
    const first = masks[0]?.[1];
    const input = first === undefined ? resized : mul<Tensor2D>(resized, first);
    const projected = layers.first.project(parameters, input);
    return layers.step(parameters, projected, states, Object.fromEntries(masks)).states;
  }
}
