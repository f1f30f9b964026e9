import { concat, mul, reshape, transpose, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../config/schema';
import type { NamedTensors } from '../step/step';
import { createCell } from './cells/createCell';
import type { CellState, RecurrentCell } from './cells/recurrentCell';
import { runCell } from './cells/runCell';
import { DropoutSite } from './dropoutSite';
import type { Embedding } from './embedding';
import type { DropoutKey, SourceTensors } from './model';
import type { ParameterList } from './parameterList';
import { sequenceMask } from './sequenceMask';

/** Widths of what an encoder gives. */
export interface EncoderSizes {
  readonly outputs: number;
  readonly summary: number;
  /** Of the last state of each layer. */
  readonly states: readonly number[];
}

export interface EncoderResult {
  /** `[batch, sourceTime, outputs]`, zero at padding. */
  readonly outputs: Tensor3D;
  /** float32 `[batch, sourceTime]` */
  readonly mask: Tensor2D;
  /**
   * Last state of each layer, `[batch, states[layer]]`: [forward ; backward] when bidirectional. The memory of an LSTM is there
   * if the decoder starts from it.
   */
  readonly last: readonly CellState[];
  /** The source in one vector, `[batch, summarySize]`: the last state of the top layer. */
  readonly summary: Tensor2D;
}

interface Layer {
  readonly forward: RecurrentCell;
  readonly backward: RecurrentCell | undefined;
  /** Dropout on what the layer reads. */
  readonly dropout: DropoutSite;
}

/**
 * Stacked recurrent encoder, uni- or bidirectional (Schuster & Paliwal 1997). Padding keeps the state, so that
 * everything equals PyTorch's layers on packed sequences; the state of an empty source is zero.
 */
export class RecurrentEncoder {
  readonly sizes: EncoderSizes;
  private readonly layers: readonly Layer[];
  private readonly keepsMemory: boolean;

  constructor(
    private readonly embedding: Embedding,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const { rnn_type, hidden_size, num_layers, bidirectional, dropout } = config.encoder;
    const width = bidirectional ? 2 * hidden_size : hidden_size;
    this.sizes = { outputs: width, summary: width, states: Array.from({ length: num_layers }, () => width) };
    this.keepsMemory = rnn_type === 'lstm' && config.decoder.init_hidden === 'last';
    this.layers = Array.from({ length: num_layers }, (_, layer) => {
      const inputSize = layer === 0 ? embedding.size : width;
      const cell = (direction: string) =>
        createCell({
          name: `encoder.layers.${layer}.${direction}`,
          inputSize,
          layer: config.encoder,
          config,
          parameters,
        });
      return {
        forward: cell('forward'),
        backward: bidirectional ? cell('backward') : undefined,
        dropout: new DropoutSite(`encoder.layers.${layer}`, dropout),
      };
    });
  }

  encode(parameters: NamedTensors, { ids, lengths }: SourceTensors, dropout?: DropoutKey): EncoderResult {
    const [batch, time] = ids.shape;
    const mask = sequenceMask(lengths, time);
    const options = { mask, memory: this.keepsMemory };
    let sequence = this.embedding.lookUpSequence(parameters, ids);
    const last: CellState[] = [];
    for (const { forward, backward, dropout: site } of this.layers) {
      const inputs = site.apply(sequence, dropout);
      const ahead = runCell(forward, parameters, inputs, options);
      if (backward === undefined) {
        sequence = ahead.outputs;
        last.push(ahead.last);
      } else {
        const back = runCell(backward, parameters, inputs, { ...options, backward: true });
        sequence = concat([ahead.outputs, back.outputs], 2);
        last.push(joinStates(ahead.last, back.last));
      }
    }
    const batchMask = transpose(mask);
    const outputs = mul<Tensor3D>(transpose(sequence, [1, 0, 2]), reshape(batchMask, [batch, time, 1]));
    const top = last.at(-1);
    if (top === undefined) throw new Error('The encoder has no layers.');
    return { outputs, mask: batchMask, last, summary: top.h };
  }
}

function joinStates(a: CellState, b: CellState): CellState {
  return {
    h: concat([a.h, b.h], 1),
    c: a.c === undefined || b.c === undefined ? undefined : concat([a.c, b.c], 1),
  };
}
