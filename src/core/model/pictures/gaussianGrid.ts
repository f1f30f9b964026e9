import {
  add,
  exp,
  matMul,
  mul,
  neg,
  reshape,
  split,
  square,
  sub,
  tensor2d,
  tensor3d,
  type Rank,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../config/schema';
import { rowSoftmax } from '../../ops/rowSoftmax';
import type { NamedTensors } from '../../step/step';
import { biasInitializer, weightInitializer } from '../initializer';
import { matrix, vector, type ParameterList } from '../parameterList';

/** Height and width of a picture, in pixels. */
export interface PictureSize {
  readonly height: number;
  readonly width: number;
}

/** Where a grid of filters lies on a picture. */
export interface Grid {
  /** F_Y, how much each row of the picture has of each row of the grid: `[batch, size, height]`, the last axis sums to 1. */
  readonly rows: Tensor3D;
  /** F_X, the same of the columns: `[batch, size, width]`. */
  readonly columns: Tensor3D;
  /** γ > 0: `[batch, 1, 1]` */
  readonly intensity: Tensor3D;
}

const signalCount = 5;

/**
 * A grid of size × size Gaussian filters on a picture, whose centre, stride, width and intensity are a linear function of a
 * vector (Gregor, Danihelka, Graves, Rezende & Wierstra 2015, DRAW, eq. 19 to 26):
 *
 *     g_X, g_Y, log σ², log δ, log γ = h·W + b
 *     centre: (width + 1)/2 · (g_X + 1) and (height + 1)/2 · (g_Y + 1), in pixels from 1
 *     stride: (max(width, height) − 1)/(size − 1) · δ
 *     F[i, a] ∝ exp(−(a − μᵢ)²/2σ²)
 *
 * So a vector of zeros spreads the grid over the whole picture.
 */
export class GaussianGrid {
  private readonly kernelName: string;
  private readonly biasName: string;

  /**
   * @param name beginning of the parameters' names
   * @param size filters along each side, at least 2
   */
  constructor(
    name: string,
    inputSize: number,
    readonly size: number,
    private readonly picture: PictureSize,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    this.kernelName = parameters.add(
      `${name}.kernel`,
      [inputSize, signalCount],
      weightInitializer(config.initializer, config, inputSize, signalCount),
    );
    this.biasName = parameters.add(`${name}.bias`, [signalCount], biasInitializer(config));
  }

  /** Names of the parameters that `place` reads. */
  get stepParameters(): readonly string[] {
    return [this.kernelName, this.biasName];
  }

  /** @param vectors `[batch, inputSize]` */
  place(parameters: NamedTensors, vectors: Tensor2D): Grid {
    const [batch] = vectors.shape;
    const { height, width } = this.picture;
    const product = matMul<Tensor2D>(vectors, matrix(parameters, this.kernelName));
    const signals = add<Tensor2D>(product, vector(parameters, this.biasName));
    const [x, y, logVariance, logStride, logIntensity] = split<Tensor2D>(signals, signalCount, 1) as Five;
    const unit = (Math.max(width, height) - 1) / (this.size - 1);
    const offsets = mul<Tensor2D>(exp<Tensor2D>(logStride), this.offsets(unit));
    const precision = reshape<Rank.R3>(mul(exp(neg(logVariance)), -0.5), [batch, 1, 1]);
    const filters = (centre: Tensor2D, length: number): Tensor3D => {
      // Pixels are counted from 0 here.
      const middle = add<Tensor2D>(mul(centre, (length + 1) / 2), (length - 1) / 2);
      const means = reshape<Rank.R3>(add<Tensor2D>(middle, offsets), [batch, this.size, 1]);
      return rowSoftmax(mul<Tensor3D>(square<Tensor3D>(sub<Tensor3D>(pixels(length), means)), precision));
    };
    return {
      rows: filters(y, height),
      columns: filters(x, width),
      intensity: reshape<Rank.R3>(exp(logIntensity), [batch, 1, 1]),
    };
  }

  /** How far each filter is from the centre, in strides of 1: `[1, size]`. @param unit pixels of such a stride */
  private offsets(unit: number): Tensor2D {
    const places = Float32Array.from({ length: this.size }, (_, i) => (i - (this.size - 1) / 2) * unit);
    return tensor2d(places, [1, this.size]);
  }
}

type Five = [Tensor2D, Tensor2D, Tensor2D, Tensor2D, Tensor2D];

/** 0, 1, …: `[1, 1, length]` */
function pixels(length: number): Tensor3D {
  return tensor3d(
    Float32Array.from({ length }, (_, pixel) => pixel),
    [1, 1, length],
  );
}
