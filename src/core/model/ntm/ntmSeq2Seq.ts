import {
  add,
  concat,
  div,
  expandDims,
  matMul,
  mean,
  mul,
  pad,
  reshape,
  slice,
  sum,
  transpose,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../config/schema';
import type { NtmConfig } from '../../config/schema/ntmSchema';
import { scan, type Renamed } from '../../ops/scan';
import { tokenRows } from '../../ops/sequenceMask';
import type { NamedTensors } from '../../step/step';
import type { OutputLogits } from '../createOutputLayer';
import { DropoutSite } from '../dropoutSite';
import type { Embedding } from '../embedding';
import type {
  DecoderState,
  DecoderStepOutput,
  DropoutKey,
  EncodedSource,
  ParameterSpec,
  Seq2SeqModel,
  SourceTensors,
} from '../model';
import type { ParameterList } from '../parameterList';
import { sequenceMask } from '../sequenceMask';
import type { SourceInput } from '../sourceInput';
import { Machine, type MachineStep } from './machine';

/** The parts around the machine. */
export interface NtmParts {
  readonly source: SourceInput;
  /** What it reads while it writes. */
  readonly target: Embedding;
  /** What makes logits of vectors of this width. */
  readonly makeOutput: (inputSize: number) => OutputLogits;
}

/** Below it, nothing was written where a step reads. */
const smallestShare = 1e-12;

/**
 * A Neural Turing Machine as a sequence-to-sequence model (Graves, Wayne & Danihelka 2014): one machine reads the source and
 * then, from the state that it is in, writes the target. Padding of the source leaves the whole state as it is.
 *
 * While it writes, its input is the token written before, or nothing (the paper's tasks). Where source and target are read as
 * vectors of different widths, zeros fill up the narrower ones. Logits come from [controller's output ; what was read].
 *
 * There is no attention in the model. What it gives as such says where what an output step reads was written: the share of
 * source step s is Σᵢ r(i)·wₛ(i), reading weighting times writing weighting (the mean of several heads), divided by the sum
 * over the source. What later steps erased is not taken into account. The weightings themselves: `trace`.
 */
export class NtmSeq2Seq implements Seq2SeqModel {
  readonly hasAttention = true;
  readonly parameters: readonly ParameterSpec[];
  readonly parameterCount: number;
  private readonly inputSize: number;
  private readonly machine: Machine;
  private readonly output: OutputLogits;
  private readonly sourceDropout: DropoutSite;
  private readonly targetDropout: DropoutSite;
  private readonly outputDropout: DropoutSite;

  constructor(
    private readonly parts: NtmParts,
    readonly ntm: NtmConfig,
    private readonly vocabularySize: number,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    this.inputSize = Math.max(parts.source.size, parts.target.size);
    this.machine = new Machine(this.inputSize, ntm, config, parameters);
    this.output = parts.makeOutput(this.machine.outputSize);
    this.sourceDropout = new DropoutSite('encoder.input', config.encoder.dropout);
    this.targetDropout = new DropoutSite('decoder.input', config.decoder.dropout);
    this.outputDropout = new DropoutSite('decoder.output', config.decoder.hidden_dropout);
    this.parameters = parameters.specs;
    this.parameterCount = parameters.valueCount;
  }

  get stateShapes(): Machine['stateShapes'] {
    return this.machine.stateShapes;
  }

  /** Outputs are [controller's output ; what was read], keys the writing weightings. */
  get encodedSizes(): Seq2SeqModel['encodedSizes'] {
    return { outputs: this.machine.outputSize, keys: this.ntm.memory_rows };
  }

  outputSize(): number {
    return this.vocabularySize;
  }

  encodedTime(sourceTime: number): number {
    return sourceTime;
  }

  encode(
    parameters: NamedTensors,
    source: SourceTensors,
    dropout?: DropoutKey,
  ): { encoded: EncodedSource; state: DecoderState } {
    const [batch, time] = source.ids.shape;
    const { outputs: steps, state } = this.readSource(parameters, source, dropout, shown);
    const heads = [time, batch, this.machine.headCount, this.ntm.memory_rows] as const;
    const weightings = transpose(reshape<Rank.R4>(steps.weightings, [...heads]), [1, 0, 2, 3]);
    const mask = transpose(sequenceMask(source.lengths, time));
    const real = reshape<Rank.R3>(mask, [batch, time, 1]);
    return {
      encoded: {
        outputs: mul(outputsOf(steps), real),
        keys: mul<Tensor3D>(meanOfHeads(weightings, this.ntm.read_heads, this.ntm.write_heads), real),
        mask,
      },
      state,
    };
  }

  decodeStep(
    parameters: NamedTensors,
    { keys }: EncodedSource,
    state: DecoderState,
    previousIds: Tensor1D,
  ): DecoderStepOutput {
    const { machine } = this;
    const batch = previousIds.shape[0];
    const embedded = expandDims<Tensor3D>(this.parts.target.lookUp(parameters, previousIds), 0);
    const projected = machine.project(parameters, this.widen(embedded));
    const { hidden, state: next } = machine.step(
      machine.constants(parameters),
      reshape(projected, [batch, projected.shape[2]]),
      state,
    );
    if (keys === undefined) throw new Error('The encoded source has no writing weightings.');
    const { reads, weightings } = next as Record<'reads' | 'weightings', Tensor2D>;
    const heads = reshape<Rank.R4>(weightings, [batch, 1, machine.headCount, this.ntm.memory_rows]);
    return {
      logits: this.output.logits(parameters, concat<Tensor2D>([hidden, reads], 1)),
      attention: sharesOfSource(meanOfHeads(heads, 0, this.ntm.read_heads), keys),
      state: next,
    };
  }

  decodeTeacherForced(
    parameters: NamedTensors,
    _encoded: EncodedSource,
    state: DecoderState,
    targetInputIds: Tensor2D,
    dropout?: DropoutKey,
  ): Tensor3D {
    const { outputs: steps } = this.writeTarget(parameters, state, targetInputIds, dropout, shown);
    const outputs = this.outputDropout.applyBatchFirst(outputsOf(steps), dropout);
    return this.output.sequenceLogits(parameters, outputs);
  }

  /**
   * Where all heads are at every step, reading ones first, and the memory after it: of the source, then of the target with
   * the given ids as input. At padding of the source both stay as they were before it.
   * @returns weightings `[batch, sourceTime + targetTime, heads, rows]`, memory `[batch, sourceTime + targetTime, rows, width]`
   */
  trace(
    parameters: NamedTensors,
    source: SourceTensors,
    targetInputIds: Tensor2D,
  ): Record<'weightings' | 'memory', Tensor4D> {
    const show = ({ state }: MachineStep) => {
      const { weightings, memory } = state as Record<'weightings' | 'memory', Tensor2D>;
      return { weightings, memory };
    };
    const read = this.readSource(parameters, source, undefined, show);
    const written = this.writeTarget(parameters, read.state, targetInputIds, undefined, show);
    const { memory_rows: rows, memory_width: width } = this.ntm;
    const joined = (name: 'weightings' | 'memory', first: number, second: number): Tensor4D => {
      const steps = concat<Tensor3D>([read.outputs[name] as Tensor3D, written.outputs[name] as Tensor3D], 0);
      const [time, batch] = steps.shape;
      return transpose(reshape<Rank.R4>(steps, [time, batch, first, second]), [1, 0, 2, 3]);
    };
    return {
      weightings: joined('weightings', this.machine.headCount, rows),
      memory: joined('memory', rows, width),
    };
  }

  /** @param show what is wanted of every step */
  private readSource<Outputs extends NamedTensors>(
    parameters: NamedTensors,
    source: SourceTensors,
    dropout: DropoutKey | undefined,
    show: (step: MachineStep) => Outputs,
  ): { outputs: Renamed<Outputs>; state: DecoderState } {
    const { machine } = this;
    const [batch, time] = source.ids.shape;
    const { row } = tokenRows(sequenceMask(source.lengths, time)) as { row: Tensor };
    const inputs = this.sourceDropout.apply(this.parts.source.readSource(parameters, source), dropout);
    const { carry, outputs } = scan({
      name: 'machine.reads',
      carry: machine.begin(parameters, batch),
      sequences: { projected: machine.project(parameters, this.widen(inputs)), row },
      constants: machine.constants(parameters),
      body: (before, { projected, row }, constants) => {
        const step = machine.step(constants, projected as Tensor2D, before, row as Tensor2D);
        return { carry: step.state, outputs: show(step) };
      },
    });
    return { outputs, state: carry };
  }

  private writeTarget<Outputs extends NamedTensors>(
    parameters: NamedTensors,
    state: DecoderState,
    targetInputIds: Tensor2D,
    dropout: DropoutKey | undefined,
    show: (step: MachineStep) => Outputs,
  ): { outputs: Renamed<Outputs> } {
    const { machine } = this;
    const embedded = this.parts.target.lookUpSequence(parameters, targetInputIds);
    const inputs = this.targetDropout.apply(embedded, dropout);
    const { outputs } = scan({
      name: 'machine.writes',
      carry: state,
      sequences: { projected: machine.project(parameters, this.widen(inputs)) },
      constants: machine.constants(parameters),
      body: (carry, { projected }, constants) => {
        const step = machine.step(constants, projected as Tensor2D, carry);
        return { carry: step.state, outputs: show(step) };
      },
    });
    return { outputs };
  }

  /** `[time, batch, size]` → `[time, batch, inputSize]` */
  private widen(inputs: Tensor3D): Tensor3D {
    const missing = this.inputSize - inputs.shape[2];
    return missing === 0
      ? inputs
      : pad(inputs, [
          [0, 0],
          [0, 0],
          [0, missing],
        ]);
  }
}

/** What is needed of every step. */
function shown({ hidden, state }: MachineStep): Record<'hidden' | 'reads' | 'weightings', Tensor2D> {
  const { reads, weightings } = state as Record<'reads' | 'weightings', Tensor2D>;
  return { hidden, reads, weightings };
}

/** [controller's output ; what was read] of all times, batch first. */
function outputsOf({ hidden, reads }: Readonly<Record<'hidden' | 'reads', Tensor>>): Tensor3D {
  return transpose(concat<Tensor3D>([hidden as Tensor3D, reads as Tensor3D], 2), [1, 0, 2]);
}

/** Mean weighting of some heads, `[batch, time, rows]`. */
function meanOfHeads(weightings: Tensor4D, first: number, count: number): Tensor3D {
  const [batch, time, , rows] = weightings.shape;
  return mean(slice(weightings, [0, 0, first, 0], [batch, time, count, rows]), 2);
}

/**
 * Shares of the source steps in what is read, `[batch, sourceTime]`.
 * @param reading `[batch, 1, rows]`
 * @param written writing weightings of the source steps, `[batch, sourceTime, rows]`, zero at padding
 */
function sharesOfSource(reading: Tensor3D, written: Tensor3D): Tensor2D {
  const [batch, time] = written.shape;
  const shares = reshape<Rank.R2>(matMul(reading, written, false, true), [batch, time]);
  return div(shares, add(sum(shares, 1, true), smallestShare));
}
