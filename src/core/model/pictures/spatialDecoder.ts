import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../config/schema';
import type { NamedTensors } from '../../step/step';
import { createOutputLayer, type OutputLogits, type OutputVocabulary } from '../createOutputLayer';
import { DropoutSite } from '../dropoutSite';
import type { Embedding } from '../embedding';
import type { Decoder, EncoderResult } from '../encoderDecoder';
import type {
  DecoderState,
  DecoderStepOutput,
  DropoutKey,
  EncodedSource,
  Seq2SeqModel,
  SourceTensors,
} from '../model';
import type { ParameterList } from '../parameterList';
import { batchFirst, SpatialLstm } from './spatialLstm';

/**
 * A language model over the pixels of pictures, row by row (Theis & Bethge 2015): layers of spatial LSTMs, so that a pixel is
 * predicted from what is left of it and from what is above it. It begins from nothing, and reads no source.
 */
export class SpatialDecoder implements Decoder {
  readonly hasAttention = false;
  readonly stateShapes: Seq2SeqModel['stateShapes'];
  private readonly layers: readonly SpatialLstm[];
  private readonly dropouts: readonly DropoutSite[];
  private readonly outputLayer: OutputLogits;
  private readonly outputDropout: DropoutSite;

  constructor(
    private readonly embedding: Embedding,
    rowLength: number,
    private readonly vocabulary: OutputVocabulary,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const { hidden_size: units, num_layers, dropout, hidden_dropout } = config.decoder;
    this.layers = Array.from({ length: num_layers }, (_, layer) => {
      const inputSize = layer === 0 ? embedding.size : units;
      return new SpatialLstm(`decoder.layers.${layer}`, inputSize, units, rowLength, config, parameters);
    });
    this.stateShapes = this.layers.map(({ stateSize: size }, layer) => ({
      name: `layers.${layer}.row`,
      size,
    }));
    this.dropouts = this.layers.map((_, layer) => new DropoutSite(`decoder.layers.${layer}`, dropout));
    this.outputLayer = createOutputLayer(embedding, units, vocabulary, config, parameters);
    this.outputDropout = new DropoutSite('decoder.output', hidden_dropout);
  }

  get encodedSizes(): Seq2SeqModel['encodedSizes'] {
    return { outputs: 1, keys: undefined };
  }

  outputSize(): number {
    return this.vocabulary.size;
  }

  begin(
    _parameters: NamedTensors,
    _source: SourceTensors,
    { outputs, mask }: EncoderResult,
  ): { encoded: EncodedSource; state: DecoderState } {
    const [batch] = mask.shape;
    return {
      encoded: { outputs, keys: undefined, mask },
      state: this.join(this.layers.map((layer) => layer.zeroState(batch))),
    };
  }

  decodeStep(
    parameters: NamedTensors,
    _encoded: EncodedSource,
    state: DecoderState,
    previousIds: Tensor1D,
  ): DecoderStepOutput {
    let below = this.embedding.lookUp(parameters, previousIds);
    const after = this.layers.map((layer, index) => {
      const next = layer.step(parameters, below, this.stateOf(state, index));
      below = next.output;
      return next.state;
    });
    return {
      logits: this.outputLayer.logits(parameters, below),
      attention: undefined,
      state: this.join(after),
    };
  }

  decodeTeacherForced(
    parameters: NamedTensors,
    _encoded: EncodedSource,
    state: DecoderState,
    targetInputIds: Tensor2D,
    dropout?: DropoutKey,
  ): Tensor3D {
    let sequence = this.embedding.lookUpSequence(parameters, targetInputIds);
    this.layers.forEach((layer, index) => {
      const read = this.dropouts[index]?.apply(sequence, dropout) ?? sequence;
      sequence = layer.sequence(parameters, read, this.stateOf(state, index));
    });
    const hidden = batchFirst(sequence);
    return this.outputLayer.sequenceLogits(parameters, this.outputDropout.applyBatchFirst(hidden, dropout));
  }

  private join(states: readonly Tensor2D[]): DecoderState {
    return Object.fromEntries(this.stateShapes.map(({ name }, layer) => [name, states[layer]!]));
  }

  private stateOf(state: DecoderState, layer: number): Tensor2D {
    const tensor = state[this.stateShapes[layer]?.name ?? ''];
    if (tensor === undefined) throw new Error(`The decoder's state lacks layer ${layer}.`);
    return tensor as Tensor2D;
  }
}
