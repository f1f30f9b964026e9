import {
  add,
  cast,
  concat,
  equal,
  fill,
  matMul,
  mul,
  ones,
  reshape,
  slice,
  softmax,
  sub,
  tensor1d,
  transpose,
  zeros,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { EncoderSizes } from '../config/encoderSizes';
import type { ModelConfig } from '../config/schema';
import type { NamedTensors } from '../step/step';
import { bosId, eosId, specialSymbolCount } from '../text/specialIds';
import { AdditiveScore } from './attention/additiveScore';
import { DecoderLayers } from './decoderLayers';
import { DropoutSite } from './dropoutSite';
import type { Decoder, EncoderResult } from './encoderDecoder';
import { InitialState } from './initialState';
import { weightInitializer } from './initializer';
import type {
  DecoderState,
  DecoderStepOutput,
  DropoutKey,
  EncodedSource,
  Seq2SeqModel,
  SourceTensors,
} from './model';
import { vector, type ParameterList } from './parameterList';
import type { SourceInput } from './sourceInput';
import { StateLayout, type RecurrentState } from './stateLayout';

/** Far below any score, and still finite: what can't be chosen has no probability, and no row is without one. */
const farBelow = 1e9;

/**
 * Decoder of a pointer network (Vinyals, Fortunato & Jaitly 2015, eq. 3): it writes positions of its source. The logit of
 * position j at step i is vᵀtanh(W₁e_j + W₂d_i) of encoder output e and decoder state d; the end symbol is scored alike,
 * with a learned vector in place of W₁e. There is no context: attention chooses, and mixes nothing into the state.
 *
 * A step reads the vector of the position chosen before, first a learned one. Ids are those of `PointerCodec`: the logits
 * of padding, unknown and begin are far below all others, and so are those of padded positions.
 */
export class PointerDecoder implements Decoder {
  readonly hasAttention = true;
  /** Width of the keys W₁e. */
  private readonly keySize: number;
  private readonly layers: DecoderLayers;
  private readonly initialState: InitialState;
  private readonly score: AdditiveScore;
  private readonly beginName: string;
  private readonly endKeyName: string;
  private readonly outputDropout: DropoutSite;
  private readonly layout: StateLayout;

  /** @param input the vectors that stand for source positions when they are read */
  constructor(
    private readonly input: SourceInput,
    encoder: EncoderSizes,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const { hidden_size: units, hidden_dropout } = config.decoder;
    const weights = (rows: number, columns: number) =>
      weightInitializer(config.initializer, config, rows, columns);
    this.keySize = units;
    this.initialState = new InitialState(encoder, config, parameters);
    this.beginName = parameters.add('decoder.begin', [input.size], weights(1, input.size));
    this.layers = new DecoderLayers({ input: input.size, contextAbove: 0 }, config, parameters);
    const { outputs } = encoder;
    this.score = new AdditiveScore(
      {
        keyKernel: parameters.add('decoder.pointer.key_kernel', [outputs, units], weights(outputs, units)),
        queryKernel: parameters.add('decoder.pointer.query_kernel', [units, units], weights(units, units)),
        energy: parameters.add('decoder.pointer.energy', [units, 1], weights(units, 1)),
      },
      units,
    );
    this.endKeyName = parameters.add('decoder.pointer.end_key', [units], weights(1, units));
    this.outputDropout = new DropoutSite('decoder.output', hidden_dropout);
    this.layout = new StateLayout(this.layers.cells, { attentional: undefined, context: undefined });
  }

  get stateShapes(): StateLayout['shapes'] {
    return this.layout.shapes;
  }

  /** What stays of the source is what a step reads and scores: the vectors of its positions, and their keys W₁e. */
  get encodedSizes(): Seq2SeqModel['encodedSizes'] {
    return { outputs: this.input.size, keys: this.keySize };
  }

  outputSize(sourceTime: number): number {
    return specialSymbolCount + sourceTime;
  }

  begin(
    parameters: NamedTensors,
    source: SourceTensors,
    result: EncoderResult,
  ): { encoded: EncodedSource; state: DecoderState } {
    const { outputs, mask } = result;
    const [batch, time] = mask.shape;
    const vectors = transpose<Tensor3D>(this.input.readSource(parameters, source), [1, 0, 2]);
    return {
      encoded: {
        outputs: mul(vectors, reshape(mask, [batch, time, 1])),
        keys: this.score.projectKeys(parameters, outputs),
        mask,
      },
      state: this.join(this.initialState.create(parameters, result, this.layers.cells)),
    };
  }

  decodeStep(
    parameters: NamedTensors,
    encoded: EncodedSource,
    state: DecoderState,
    previousIds: Tensor1D,
  ): DecoderStepOutput {
    const [batch, sourceTime] = encoded.mask.shape;
    const inputs = this.inputs(parameters, encoded, reshape<Rank.R2>(previousIds, [batch, 1]));
    const before = this.layout.split(state).layers;
    const projected = this.layers.first.project(parameters, reshape(inputs, [batch, this.input.size]));
    const { states, output } = this.layers.step(parameters, projected, before);
    const queries = reshape<Rank.R3>(output, [batch, 1, this.keySize]);
    const scored = this.logits(parameters, encoded, queries);
    const logits: Tensor2D = reshape(scored, [batch, specialSymbolCount + sourceTime]);
    const attention: Tensor2D = slice(softmax(logits), [0, specialSymbolCount], [batch, sourceTime]);
    return { logits, attention, state: this.join(states) };
  }

  decodeTeacherForced(
    parameters: NamedTensors,
    encoded: EncodedSource,
    state: DecoderState,
    targetInputIds: Tensor2D,
    dropout?: DropoutKey,
  ): Tensor3D {
    const { layers } = this.layout.split(state);
    const read = transpose<Tensor3D>(this.inputs(parameters, encoded, targetInputIds), [1, 0, 2]);
    const inputs = this.layers.dropouts[0]?.apply(read, dropout) ?? read;
    const sequence = this.layers.sequence(parameters, inputs, layers, dropout);
    const hidden = transpose<Tensor3D>(sequence, [1, 0, 2]);
    return this.logits(parameters, encoded, this.outputDropout.applyBatchFirst(hidden, dropout));
  }

  /**
   * The vectors of what was chosen, zero for all but positions and the begin symbol: `[batch, steps, inputSize]`. By a
   * product with ones and zeros, since a gather in every row of the batch is slow.
   * @param ids int32 `[batch, steps]`
   */
  private inputs(parameters: NamedTensors, { outputs, mask }: EncodedSource, ids: Tensor2D): Tensor3D {
    const [batch, steps] = ids.shape;
    const [, sourceTime] = mask.shape;
    const isId = (wanted: Tensor): Tensor3D =>
      cast(equal<Tensor3D>(reshape(ids, [batch, steps, 1]), wanted), 'float32');
    const positionIds = Int32Array.from({ length: sourceTime }, (_, place) => specialSymbolCount + place);
    const chosen = matMul<Tensor3D>(isId(tensor1d(positionIds, 'int32')), outputs);
    const begins = isId(tensor1d(Int32Array.of(bosId), 'int32'));
    return add(chosen, mul<Tensor3D>(begins, vector(parameters, this.beginName)));
  }

  /** @param queries decoder states `[batch, steps, units]` */
  private logits(parameters: NamedTensors, { keys, mask }: EncodedSource, queries: Tensor3D): Tensor3D {
    if (keys === undefined) throw new Error('The source was encoded without keys.');
    const [batch, steps] = queries.shape;
    const sourceTime = mask.shape[1];
    const endKey: Tensor3D = add(
      zeros<Rank.R3>([batch, 1, this.keySize]),
      vector(parameters, this.endKeyName),
    );
    const scores = this.score.score(parameters, queries, concat([endKey, keys], 1));
    const real: Tensor2D = concat([ones<Rank.R2>([batch, 1]), mask], 1);
    const ruledOut = reshape<Rank.R3>(mul(sub(real, 1), farBelow), [batch, 1, 1 + sourceTime]);
    const never = fill<Rank.R3>([batch, steps, eosId], -farBelow);
    return concat([never, add<Tensor3D>(scores, ruledOut)], 2);
  }

  private join(layers: RecurrentState['layers']): DecoderState {
    return this.layout.join({ layers, attentional: undefined, context: undefined });
  }
}
