import type { Seq2SeqModel } from '../model/model';
import type { CompiledStep, EngineTensor, RunResult } from '../step/engine';
import type { StepCache } from '../step/stepCache';
import { padId, unkId } from '../text/specialIds';
import { sourceFeeds } from '../model/batchSpecs';
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
  ) {}

  begin(source: SourceBatch, request: DecodingRequest): DecodingSession {
    const { rowsPerSource } = request;
    const { shape, encode, decode } = this.prepare(source, request);
    const { kept } = encode.run({
      ...sourceFeeds(source),
      ...(rowsPerSource === 1
        ? {}
        : { rows: Int32Array.from({ length: shape.rows }, (_, row) => Math.floor(row / rowsPerSource)) }),
    });
    const vocabularySize = this.model.outputSize(source.sourceTime);
    return new EngineDecodingSession({
      shape,
      vocabularySize,
      idsOfSources: this.idsOfSources(source),
      decode,
      compileForced: () => this.decodeStep({ ...shape, candidates: 'forced' }),
      compileMasked: () => this.decodeStep({ ...shape, maskedVocabulary: vocabularySize }),
      kept,
    });
  }

  encodedTime(sourceTime: number): number {
    return this.model.encodedTime(sourceTime);
  }

  private idsOfSources({ sourceTime, sourceLengths }: SourceBatch): number[] | undefined {
    const { model } = this;
    if (model.outputSize(0) === model.outputSize(sourceTime)) return undefined;
    return Array.from(sourceLengths, (length) => model.outputSize(length));
  }

  /** Compiles what decoding sources of this shape takes. */
  prepare(
    { batchSize, sourceTime, featureSize }: Pick<SourceBatch, 'batchSize' | 'sourceTime' | 'featureSize'>,
    { rowsPerSource, candidates, attention }: DecodingRequest,
  ): { shape: DecodeStepShape; encode: CompiledStep; decode: CompiledStep } {
    const rows = batchSize * rowsPerSource;
    const shape = {
      rows,
      sourceTime,
      candidates: Math.min(candidates, this.model.outputSize(sourceTime)),
      attention: attention && this.model.hasAttention,
      reorder: rowsPerSource > 1,
    };
    const encode = this.steps.get(`encode/${batchSize}/${rows}/${sourceTime}`, () =>
      makeEncodeStep(this.model, { sources: batchSize, rows, sourceTime, featureSize }),
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
  /** `[sources]` how many ids each source has, where they are its positions; undefined where all have the same. */
  readonly idsOfSources: readonly number[] | undefined;
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
    forcedIds: Int32Array | undefined,
    mask?: Float32Array,
  ): DecodingStepOutput {
    const { shape, vocabularySize } = this.parts;
    const step = this.compiled(forcedIds !== undefined, mask !== undefined);
    const { fetches, kept } = step.run({
      previous_ids: previousIds,
      ...(shape.reorder ? { parents } : {}),
      ...(forcedIds === undefined
        ? {}
        : { forced_positions: this.ownIds(forcedIds, unkId).map((id, row) => row * vocabularySize + id) }),
      ...(mask === undefined ? {} : { mask }),
      ...this.encoded,
      ...this.state,
    });
    disposeAll(this.state);
    this.state = kept;
    const attention = fetches['attention'] as Float32Array | undefined;
    if (forcedIds !== undefined) {
      const logProbabilities = fetches['forced_log_probabilities'] as Float32Array;
      return { width: 1, ids: forcedIds, logProbabilities, attention };
    }
    const ids = this.ownIds(fetches['top_ids'] as Int32Array, padId);
    const logProbabilities = fetches['top_log_probabilities'] as Float32Array;
    return { width: ids.length / shape.rows, ids, logProbabilities, attention };
  }

  /**
   * Another id in place of those that the source of a row does not have: padding, which no hypothesis has; or the unknown
   * symbol, which has no probability where ids are positions.
   * @param ids `[rows, …]`
   */
  private ownIds(ids: Int32Array, other: number): Int32Array {
    const { idsOfSources } = this.parts;
    if (idsOfSources === undefined) return ids;
    const perSource = ids.length / idsOfSources.length;
    return ids.map((id, place) =>
      id !== unkId && id < idsOfSources[Math.floor(place / perSource)]! ? id : other,
    );
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
