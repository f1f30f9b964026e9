import {
  add,
  mean,
  ones,
  pad,
  reshape,
  slice,
  type Rank,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { encoderSizes, type EncoderSizes } from '../../config/encoderSizes';
import { imageGrids } from '../../config/imageGrid';
import type { ModelConfig } from '../../config/schema';
import { convLayers } from '../../config/schema/imageSchema';
import type { PictureFormat } from '../../image/picture';
import type { NamedTensors } from '../../step/step';
import { projectLast } from '../attention/projectLast';
import { DropoutSite } from '../dropoutSite';
import type { Encoder, EncoderResult } from '../encoderDecoder';
import { biasInitializer, weightInitializer } from '../initializer';
import type { DropoutKey, Regions, SourceTensors } from '../model';
import { matrix, vector, type ParameterList } from '../parameterList';
import { PoolingLayer } from '../poolingLayer';
import { ConvolutionLayer } from './convolutionLayer';

/**
 * Convolutional encoder of pictures. Every place of the last layer's output is a region, with a vector of its own that attention
 * can look at (Xu et al. 2015, "Show, attend and tell", §3.1.1); regions are counted row by row. The picture in one vector is
 * the mean of the regions, of which the decoder's first state is made (there, §3.1.2).
 */
export class ImageEncoder implements Encoder {
  readonly sizes: EncoderSizes;
  readonly regions: Regions;
  private readonly layers: readonly ConvolutionLayer[];
  /** Numbers of a region, before the projection. */
  private readonly channels: number;
  private readonly dropout: DropoutSite;
  private readonly projection: { readonly kernel: string; readonly bias: string } | undefined;
  private readonly pooling: PoolingLayer | undefined;

  /** @throws Error when nothing is left of the picture */
  constructor(
    private readonly format: PictureFormat,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const { projection, pooling, dropout, variational_dropout } = config.encoder;
    const layers = convLayers(config.encoder);
    const grids = imageGrids(layers, format);
    const last = grids.at(-1);
    if (last === undefined || last.rows * last.columns === 0)
      throw new Error(
        `model.encoder.conv leaves nothing of ${format.height} × ${format.width} pixels: use smaller pool_size or fewer layers.`,
      );
    this.sizes = encoderSizes(config.encoder);
    const { rows, columns, channels } = last;
    this.regions = { rows, columns };
    this.channels = channels;
    this.layers = layers.map(
      (layer, index) =>
        new ConvolutionLayer(
          `encoder.conv.${index}`,
          grids[index - 1]?.channels ?? format.channels,
          layer,
          config,
          parameters,
        ),
    );
    this.dropout = new DropoutSite('encoder.regions', dropout, variational_dropout);
    if (projection !== undefined)
      this.projection = {
        kernel: parameters.add(
          'encoder.projection.kernel',
          [channels, projection],
          weightInitializer(config.initializer, config, channels, projection),
        ),
        bias: parameters.add('encoder.projection.bias', [projection], biasInitializer(config)),
      };
    if (pooling === 'attention') this.pooling = new PoolingLayer(this.sizes.outputs, config, parameters);
  }

  encodedTime(): number {
    return this.regions.rows * this.regions.columns;
  }

  encode(parameters: NamedTensors, { features }: SourceTensors, dropout?: DropoutKey): EncoderResult {
    if (features === undefined) throw new Error('The batch has no pictures.');
    const { height, width, channels } = this.format;
    const [batch] = features.shape;
    let images = reshape<Rank.R4>(withHeight(features, height), [batch, height, width, channels]);
    for (const layer of this.layers) images = layer.apply(parameters, images);
    const regions = reshape<Rank.R3>(images, [batch, this.encodedTime(), this.channels]);
    const outputs = this.project(parameters, this.dropout.applyBatchFirst(regions, dropout));
    // All regions are real.
    const mask = ones<Rank.R2>([batch, this.encodedTime()]);
    const summary = this.pooling?.pool(parameters, outputs, mask) ?? mean<Tensor2D>(outputs, 1);
    return { outputs, mask, last: [], summary };
  }

  private project(parameters: NamedTensors, outputs: Tensor3D): Tensor3D {
    if (this.projection === undefined) return outputs;
    const { kernel, bias } = this.projection;
    return add(projectLast(outputs, matrix(parameters, kernel)), vector(parameters, bias));
  }
}

/** Batches are padded to a few lengths; the pictures are all of one height. */
function withHeight(features: Tensor3D, height: number): Tensor3D {
  const [batch, rows, size] = features.shape;
  if (rows === height) return features;
  if (rows > height) return slice(features, [0, 0, 0], [batch, height, size]);
  return pad(features, [
    [0, 0],
    [0, height - rows],
    [0, 0],
  ]);
}
