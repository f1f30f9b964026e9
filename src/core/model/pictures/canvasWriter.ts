import { add, div, matMul, reshape, type Rank, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../config/schema';
import type { NamedTensors } from '../../step/step';
import { biasInitializer, weightInitializer } from '../initializer';
import { matrix, vector, type ParameterList } from '../parameterList';
import { GaussianGrid, type PictureSize } from './gaussianGrid';

/**
 * Writes a patch on a canvas (Gregor et al. 2015, DRAW, eq. 28 and 29): c' = c + 1/γ · F_Yᵀ · patch · F_X, where the patch is a
 * linear function of a vector. A canvas has a number for each pixel and each level that a pixel may have:
 * `[batch, height, levels·width]`, of each row one level after the other.
 */
export class CanvasWriter {
  private readonly grid: GaussianGrid;
  private readonly kernelName: string;
  private readonly biasName: string;

  /** @param name beginning of the parameters' names */
  constructor(
    name: string,
    inputSize: number,
    private readonly sizes: PictureSize & { readonly patch: number; readonly levels: number },
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const { patch, levels } = sizes;
    const columns = patch * levels * patch;
    this.grid = new GaussianGrid(`${name}.grid`, inputSize, patch, sizes, config, parameters);
    this.kernelName = parameters.add(
      `${name}.patch.kernel`,
      [inputSize, columns],
      weightInitializer(config.initializer, config, inputSize, columns),
    );
    this.biasName = parameters.add(`${name}.patch.bias`, [columns], biasInitializer(config));
  }

  /** Names of the parameters that `write` reads. */
  get stepParameters(): readonly string[] {
    return [...this.grid.stepParameters, this.kernelName, this.biasName];
  }

  /** The canvas after a step. @param vectors `[batch, inputSize]` */
  write(parameters: NamedTensors, canvas: Tensor3D, vectors: Tensor2D): Tensor3D {
    const { patch, levels, width } = this.sizes;
    const [batch] = vectors.shape;
    const { rows, columns, intensity } = this.grid.place(parameters, vectors);
    const product = matMul<Tensor2D>(vectors, matrix(parameters, this.kernelName));
    const content = reshape<Rank.R3>(add(product, vector(parameters, this.biasName)), [
      batch,
      patch * levels,
      patch,
    ]);
    const across = reshape<Rank.R3>(matMul(content, columns), [batch, patch, levels * width]);
    return add<Tensor3D>(canvas, matMul<Tensor3D>(rows, div<Tensor3D>(across, intensity), true, false));
  }
}
