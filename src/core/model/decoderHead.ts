import {
  concat,
  expandDims,
  matMul,
  reshape,
  tanh,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { effectiveCondition, type ModelConfig } from '../config/schema';
import type { NamedTensors } from '../step/step';
import { projectLast } from './attention/projectLast';
import { CopyLayer } from './copyLayer';
import { createOutputLayer, type OutputLogits, type OutputVocabulary } from './createOutputLayer';
import { DropoutSite } from './dropoutSite';
import type { Embedding } from './embedding';
import { weightInitializer } from './initializer';
import type { EncodedSource } from './model';
import { matrix, type ParameterList } from './parameterList';

/** What the recurrence of a decoder gives: of one step `[batch, …]`, or of all `[batch, targetTime, …]`. */
export interface Decoded<T extends Tensor2D | Tensor3D> {
  /** What logits are made of. */
  readonly output: T;
  /** Of the top layer. */
  readonly hidden: T;
  readonly context: T | undefined;
  /** Attention, `[…, sourceTime]`. */
  readonly weights: T | undefined;
  /** What the decoder read; undefined if it reads no previous output. */
  readonly embedded: T | undefined;
}

/**
 * From the state h of the decoder's top layer and the context to logits.
 *
 * With attention, and for `merge`, they are made of the attentional vector a = tanh([h ; context]·Wc) (Luong, Pham &
 * Manning 2015, eq. 5); else of h itself. With `attentional` "none" they are made of [h ; context] for `merge` and of h for
 * `par`.
 */
export class DecoderHead {
  /** Width of what logits are made of. */
  readonly size: number;
  /** On what logits are made of. */
  readonly dropout: DropoutSite;
  private readonly attentionalKernelName: string | undefined;
  private readonly readsContext: boolean;
  private readonly outputLayer: OutputLogits;
  private readonly copyLayer: CopyLayer | undefined;

  /**
   * @param embedding of previous outputs
   * @throws Error for an output layer that does not fit
   */
  constructor(
    embedding: Embedding,
    contextSize: number,
    vocabulary: OutputVocabulary,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const { hidden_size, attention, attentional, hidden_dropout, copy_attn } = config.decoder;
    const isMerge = effectiveCondition(config.decoder) === 'merge';
    const joinedSize = hidden_size + contextSize;
    if (attentional === 'tanh' && (attention.type !== 'none' || isMerge))
      this.attentionalKernelName = parameters.add(
        'decoder.attentional.kernel',
        [joinedSize, hidden_size],
        weightInitializer(config.initializer, config, joinedSize, hidden_size),
      );
    this.readsContext = isMerge || this.attentionalKernelName !== undefined;
    this.size = this.readsContext && this.attentionalKernelName === undefined ? joinedSize : hidden_size;
    this.outputLayer = createOutputLayer(embedding, this.size, vocabulary, config, parameters);
    this.dropout = new DropoutSite('decoder.output', hidden_dropout);
    const embeddedSize = config.decoder.previous_output ? embedding.size : 0;
    if (copy_attn) this.copyLayer = new CopyLayer(joinedSize + embeddedSize, config, parameters);
  }

  /** Whether it copies from the source, and so needs more of each step than what logits are made of. */
  get copies(): boolean {
    return this.copyLayer !== undefined;
  }

  /** Names of the parameters that `combine` reads. */
  get stepParameters(): readonly string[] {
    return this.attentionalKernelName === undefined ? [] : [this.attentionalKernelName];
  }

  /** What logits are made of, before dropout. @param hidden `[batch, units]` */
  combine(parameters: NamedTensors, hidden: Tensor2D, context: Tensor2D | undefined): Tensor2D {
    if (!this.readsContext) return hidden;
    const joined = concat([hidden, known(context)], 1);
    return this.attentionalKernelName === undefined
      ? joined
      : tanh(matMul<Tensor2D>(joined, matrix(parameters, this.attentionalKernelName)));
  }

  /** The same for all steps. @param hidden `[batch, targetTime, units]` */
  combineSequence(parameters: NamedTensors, hidden: Tensor3D, context: Tensor3D | undefined): Tensor3D {
    if (!this.readsContext) return hidden;
    const joined = concat([hidden, known(context)], 2);
    return this.attentionalKernelName === undefined
      ? joined
      : tanh(projectLast(joined, matrix(parameters, this.attentionalKernelName)));
  }

  /** `[batch, vocabulary]` */
  logits(parameters: NamedTensors, decoded: Decoded<Tensor2D>, encoded: EncodedSource): Tensor2D {
    const logits = this.outputLayer.logits(parameters, decoded.output);
    if (this.copyLayer === undefined) return logits;
    const step = (tensor: Tensor2D): Tensor3D => expandDims(tensor, 1);
    const { hidden, context, weights, embedded } = decoded;
    const copied = this.copyLayer.logits(
      parameters,
      step(logits),
      {
        hidden: step(hidden),
        context: step(known(context)),
        weights: step(known(weights)),
        embedded: embedded === undefined ? undefined : step(embedded),
      },
      known(encoded.ids),
    );
    return reshape(copied, logits.shape);
  }

  /** `[batch, targetTime, vocabulary]` */
  sequenceLogits(parameters: NamedTensors, decoded: Decoded<Tensor3D>, encoded: EncodedSource): Tensor3D {
    const logits = this.outputLayer.sequenceLogits(parameters, decoded.output);
    if (this.copyLayer === undefined) return logits;
    const { context, weights } = decoded;
    const inputs = { ...decoded, context: known(context), weights: known(weights) };
    return this.copyLayer.logits(parameters, logits, inputs, known(encoded.ids));
  }
}

/** What the decoder's configuration guarantees to be there. */
function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A part of what the decoder computed is missing.');
  return value;
}
