import {
  matMul,
  mean,
  mul,
  reshape,
  transpose,
  type Rank,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../config/schema';
import type { NamedTensors } from '../../step/step';
import type { EncodedSource, Regions } from '../model';
import type { ParameterList } from '../parameterList';
import { GaussianGrid } from '../pictures/gaussianGrid';
import type { Attended, Attention } from './attention';

/**
 * Glimpses: a step sees a patch of size × size places of a picture, where the decoder's state says, and nothing else of it
 * (Mnih, Heess, Graves & Kavukcuoglu 2014; Ba, Mnih & Kavukcuoglu 2015). There a place is drawn at random and learned by
 * REINFORCE; here it is a grid of Gaussian filters, whose place, stride and width have gradients (the reader of Gregor et al.
 * 2015, DRAW, eq. 27): patch = γ · F_Y · picture · F_Xᵀ. A state of zeros sees all of the picture, coarsely.
 *
 * The weights are how much of each place is in the mean of the patch, before γ: they sum to 1.
 */
export class GlimpseAttention implements Attention {
  readonly keySize = undefined;
  readonly countsSteps = false;
  private readonly grid: GaussianGrid;

  /**
   * @param units of the decoder's state
   * @param size filters along each side, at least 2
   * @param regions places of the picture
   */
  constructor(
    units: number,
    private readonly size: number,
    private readonly regions: Regions,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const picture = { height: regions.rows, width: regions.columns };
    this.grid = new GaussianGrid('decoder.attention.grid', units, size, picture, config, parameters);
  }

  get stepParameters(): readonly string[] {
    return this.grid.stepParameters;
  }

  projectKeys(): undefined {
    return undefined;
  }

  /** The context is the patch, row by row, of each filter all channels: `[batch, steps, size · size · channels]`. */
  attend(parameters: NamedTensors, queries: Tensor3D, { outputs }: EncodedSource): Attended {
    const { size } = this;
    const { rows: height, columns: width } = this.regions;
    const [batch, steps, units] = queries.shape;
    const channels = outputs.shape[2];
    const looks = batch * steps;
    const { rows, columns, intensity } = this.grid.place(
      parameters,
      reshape<Rank.R2>(queries, [looks, units]),
    );
    const down = matMul(
      reshape<Rank.R3>(rows, [batch, steps * size, height]),
      reshape<Rank.R3>(outputs, [batch, height, width * channels]),
    );
    const lines = reshape<Rank.R3>(
      transpose(reshape<Rank.R4>(down, [looks, size, width, channels]), [0, 2, 1, 3]),
      [looks, width, size * channels],
    );
    // [looks, columns of the patch, rows of the patch · channels]
    const across = mul<Tensor3D>(matMul<Tensor3D>(columns, lines), intensity);
    const patch = transpose(reshape<Rank.R4>(across, [looks, size, size, channels]), [0, 2, 1, 3]);
    const weights = matMul<Tensor3D>(
      reshape<Rank.R3>(mean<Tensor2D>(rows, 1), [looks, height, 1]),
      reshape<Rank.R3>(mean<Tensor2D>(columns, 1), [looks, 1, width]),
    );
    return {
      context: reshape(patch, [batch, steps, size * size * channels]),
      weights: reshape(weights, [batch, steps, height * width]),
    };
  }
}
