import { add, concat, mul, reshape, transpose, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import { encoderSizes, isResidual, readsBothWays, type EncoderSizes } from '../config/encoderSizes';
import type { ModelConfig } from '../config/schema';
import type { NamedTensors } from '../step/step';
import { projectLast } from './attention/projectLast';
import { createCell } from './cells/createCell';
import { LearnedState } from './cells/learnedState';
import type { CellState, RecurrentCell } from './cells/recurrentCell';
import { runCell } from './cells/runCell';
import { sequenceGates } from './cells/sequenceGates';
import { DropoutSite } from './dropoutSite';
import type { Encoder, EncoderResult } from './encoderDecoder';
import { biasInitializer, weightInitializer } from './initializer';
import type { DropoutKey, SourceTensors } from './model';
import { matrix, vector, type ParameterList } from './parameterList';
import { PoolingLayer } from './poolingLayer';
import { sequenceMask } from './sequenceMask';
import type { SourceInput } from './sourceInput';

interface Direction {
  /** Of its parameters, such as `encoder.layers.0.forward`. */
  readonly name: string;
  readonly cell: RecurrentCell;
  /** The state before its first token; zero without. */
  readonly initial: LearnedState | undefined;
}

/** Told of every direction that has run, how far its gates were open, `[time, batch, units]`. */
type GateWatch = (name: string, gates: Readonly<Record<string, Tensor3D>>) => void;

interface Layer {
  readonly forward: Direction;
  readonly backward: Direction | undefined;
  /** Dropout on what the layer reads. */
  readonly dropout: DropoutSite;
  /** Whether the layer's input is added to its output. */
  readonly isResidual: boolean;
}

/**
 * Stacked recurrent encoder, uni- or bidirectional (Schuster & Paliwal 1997) or bidirectional at the bottom only, with
 * residual connections if wanted (Wu et al. 2016, §3.1 and §3.2). Padding keeps the state, so that everything equals PyTorch's
 * layers on packed sequences; the state of an empty source is the first one.
 */
export class RecurrentEncoder implements Encoder {
  readonly sizes: EncoderSizes;
  readonly gates?: NonNullable<Encoder['gates']>;
  private readonly layers: readonly Layer[];
  private readonly keepsMemory: boolean;
  private readonly projection: { readonly kernel: string; readonly bias: string } | undefined;
  private readonly pooling: PoolingLayer | undefined;

  constructor(
    private readonly input: SourceInput,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const { rnn_type, projection, pooling } = config.encoder;
    this.keepsMemory = rnn_type === 'lstm' && config.decoder.init_hidden === 'last';
    if (rnn_type !== 'rnn') this.gates = (values, source) => this.watchGates(values, source);
    this.sizes = encoderSizes(config.encoder);
    const { outputs, states } = this.sizes;
    this.layers = states.map((_, layer) =>
      addLayer(layer, states[layer - 1] ?? input.size, config, parameters),
    );
    if (projection !== undefined) {
      const top = states.at(-1) ?? 0;
      this.projection = {
        kernel: parameters.add(
          'encoder.projection.kernel',
          [top, projection],
          weightInitializer(config.initializer, config, top, projection),
        ),
        bias: parameters.add('encoder.projection.bias', [projection], biasInitializer(config)),
      };
    }
    if (pooling === 'attention') this.pooling = new PoolingLayer(outputs, config, parameters);
  }

  encodedTime(sourceTime: number): number {
    return sourceTime;
  }

  encode(parameters: NamedTensors, source: SourceTensors, dropout?: DropoutKey): EncoderResult {
    const [batch, time] = source.ids.shape;
    const mask = sequenceMask(source.lengths, time);
    const { sequence, last } = this.runLayers(parameters, source, mask, dropout);
    const top = last.at(-1);
    if (top === undefined) throw new Error('The encoder has no layers.');
    const batchMask = transpose(mask);
    const projected = this.project(parameters, transpose(sequence, [1, 0, 2]));
    const outputs = mul<Tensor3D>(projected, reshape(batchMask, [batch, time, 1]));
    const summary = this.pooling?.pool(parameters, outputs, batchMask) ?? top.h;
    return { outputs, mask: batchMask, last, summary };
  }

  private watchGates(parameters: NamedTensors, source: SourceTensors): NamedTensors {
    const watched: Record<string, Tensor3D> = {};
    const mask = sequenceMask(source.lengths, source.ids.shape[1]);
    this.runLayers(parameters, source, mask, undefined, (name, gates) => {
      for (const [gate, values] of Object.entries(gates)) watched[`${name}.${gate}`] = values;
    });
    return watched;
  }

  /** The top layer's outputs `[time, batch, states]` and every layer's last state. */
  private runLayers(
    parameters: NamedTensors,
    source: SourceTensors,
    mask: Tensor2D,
    dropout: DropoutKey | undefined,
    watch?: GateWatch,
  ): { sequence: Tensor3D; last: CellState[] } {
    const [batch] = source.ids.shape;
    let sequence = this.input.readSource(parameters, source);
    const last: CellState[] = [];
    for (const layer of this.layers) {
      const inputs = layer.dropout.apply(sequence, dropout);
      const run = ({ name, cell, initial: learned }: Direction, backward: boolean) => {
        const initial = learned?.create(parameters, batch);
        const { keepsMemory: memory } = this;
        const ran = runCell(cell, parameters, inputs, { mask, memory, backward, dropout, initial });
        watch?.(name, sequenceGates(cell, parameters, inputs, ran.outputs, { initial, backward }));
        return ran;
      };
      const ahead = run(layer.forward, false);
      let outputs = ahead.outputs;
      if (layer.backward === undefined) last.push(ahead.last);
      else {
        const back = run(layer.backward, true);
        outputs = concat([ahead.outputs, back.outputs], 2);
        last.push(joinStates(ahead.last, back.last));
      }
      sequence = layer.isResidual ? add(outputs, sequence) : outputs;
    }
    return { sequence, last };
  }

  private project(parameters: NamedTensors, outputs: Tensor3D): Tensor3D {
    if (this.projection === undefined) return outputs;
    const { kernel, bias } = this.projection;
    return add(projectLast(outputs, matrix(parameters, kernel)), vector(parameters, bias));
  }
}

function addLayer(layer: number, inputSize: number, config: ModelConfig, parameters: ParameterList): Layer {
  const { dropout, variational_dropout, initial_state } = config.encoder;
  const direction = (which: 'forward' | 'backward'): Direction => {
    const name = `encoder.layers.${layer}.${which}`;
    const cell = createCell({ name, inputSize, layer: config.encoder, config, parameters });
    const isLearned = initial_state === 'learned';
    return { name, cell, initial: isLearned ? new LearnedState(name, cell, config, parameters) : undefined };
  };
  return {
    forward: direction('forward'),
    backward: readsBothWays(config.encoder, layer) ? direction('backward') : undefined,
    dropout: new DropoutSite(`encoder.layers.${layer}`, dropout, variational_dropout),
    isResidual: isResidual(config.encoder, layer),
  };
}

function joinStates(a: CellState, b: CellState): CellState {
  return {
    h: concat([a.h, b.h], 1),
    c: a.c === undefined || b.c === undefined ? undefined : concat([a.c, b.c], 1),
  };
}
