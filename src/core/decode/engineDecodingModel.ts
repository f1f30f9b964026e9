import type { Seq2SeqModel } from '../model/model';
import type { CompiledStep, EngineTensor, RunResult } from '../step/engine';
import type { StepCache } from '../step/stepCache';
import { makeDecodeStep, type DecodeStepShape } from './decodeStep';
import type {
  DecodingModel,
  DecodingRequest,
  DecodingSession,
  DecodingStepOutput,
  SourceBatch,
} from './decodingModel';
import { makeEncodeStep } from './encodeStep';

/** A model decoded by an engine: one run for the encoder, one for each step of all hypotheses. */
export class EngineDecodingModel implements DecodingModel {
  constructor(
    private readonly model: Seq2SeqModel,
    private readonly steps: StepCache,
    private readonly vocabularySize: number,
  ) {}

  begin(source: SourceBatch, request: DecodingRequest): DecodingSession {
    const { sourceIds, sourceLengths } = source;
    const { rowsPerSource } = request;
    const { shape, encode, decode } = this.prepare(source, request);
    const { kept } = encode.run({
      source_ids: sourceIds,
      source_lengths: sourceLengths,
      ...(rowsPerSource === 1
        ? {}
        : { rows: Int32Array.from({ length: shape.rows }, (_, row) => Math.floor(row / rowsPerSource)) }),
    });
    return new EngineDecodingSession({
      shape,
      vocabularySize: this.vocabularySize,
      decode,
      compileForced: () => this.decodeStep({ ...shape, candidates: 'forced' }),
      compileMasked: () => this.decodeStep({ ...shape, maskedVocabulary: this.vocabularySize }),
      kept,
    });
  }

  /** Compiles what decoding sources of this shape takes. */
  prepare(
    { batchSize, sourceTime }: Pick<SourceBatch, 'batchSize' | 'sourceTime'>,
    { rowsPerSource, candidates, attention }: DecodingRequest,
  ): { shape: DecodeStepShape; encode: CompiledStep; decode: CompiledStep } {
    const rows = batchSize * rowsPerSource;
    const shape = {
      rows,
      sourceTime,
      candidates: Math.min(candidates, this.vocabularySize),
      attention: attention && this.model.hasAttention,
      reorder: rowsPerSource > 1,
    };
    const encode = this.steps.get(`encode/${batchSize}/${rows}/${sourceTime}`, () =>
      makeEncodeStep(this.model, { sources: batchSize, rows, sourceTime }),
    );
    return { shape, encode, decode: this.decodeStep(shape) };
  }

  private decodeStep(shape: DecodeStepShape): CompiledStep {
    const { rows, sourceTime, candidates, attention, reorder, maskedVocabulary } = shape;
    const kind = maskedVocabulary === undefined ? 'decode' : 'decode-masked';
    return this.steps.get(`${kind}/${rows}/${sourceTime}/${candidates}/${attention}/${reorder}`, () =>
      makeDecodeStep(this.model, shape),
    );
  }
}

interface SessionParts {
  readonly shape: DecodeStepShape;
  readonly vocabularySize: number;
  readonly decode: CompiledStep;
  readonly compileForced: () => CompiledStep;
  readonly compileMasked: () => CompiledStep;
  readonly kept: RunResult['kept'];
}

class EngineDecodingSession implements DecodingSession {
  private readonly encoded: RunResult['kept'];
  private state: RunResult['kept'];

  constructor(private readonly parts: SessionParts) {
    const entries = Object.entries(parts.kept);
    this.encoded = Object.fromEntries(entries.filter(([name]) => !isState(name)));
    this.state = Object.fromEntries(entries.filter(([name]) => isState(name)));
  }

  get vocabularySize(): number {
    return this.parts.vocabularySize;
  }

  step(
    previousIds: Int32Array,
    parents: Int32Array,
    forcedId: number | undefined,
    mask?: Float32Array,
  ): DecodingStepOutput {
    const { shape, vocabularySize } = this.parts;
    const step = this.compiled(forcedId !== undefined, mask !== undefined);
    const { fetches, kept } = step.run({
      previous_ids: previousIds,
      ...(shape.reorder ? { parents } : {}),
      ...(forcedId === undefined
        ? {}
        : { forced_positions: previousIds.map((_, row) => row * vocabularySize + forcedId) }),
      ...(mask === undefined ? {} : { mask }),
      ...this.encoded,
      ...this.state,
    });
    disposeAll(this.state);
    this.state = kept;
    const attention = fetches['attention'] as Float32Array | undefined;
    if (forcedId !== undefined) {
      const ids = new Int32Array(shape.rows).fill(forcedId);
      const logProbabilities = fetches['forced_log_probabilities'] as Float32Array;
      return { width: 1, ids, logProbabilities, attention };
    }
    const ids = fetches['top_ids'] as Int32Array;
    const logProbabilities = fetches['top_log_probabilities'] as Float32Array;
    return { width: ids.length / shape.rows, ids, logProbabilities, attention };
  }

  private compiled(forced: boolean, masked: boolean): CompiledStep {
    const { decode, compileForced, compileMasked } = this.parts;
    if (forced) return compileForced();
    return masked ? compileMasked() : decode;
  }

  dispose(): void {
    disposeAll(this.encoded);
    disposeAll(this.state);
  }
}

const isState = (name: string): boolean => name.startsWith('state.');

function disposeAll(tensors: Readonly<Record<string, EngineTensor>>): void {
  for (const tensor of Object.values(tensors)) tensor.dispose();
}
