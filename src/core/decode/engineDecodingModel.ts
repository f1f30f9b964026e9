import type { Seq2SeqModel } from '../model/model';
import type { CompiledStep, EngineTensor, RunResult } from '../step/engine';
import type { StepCache } from '../step/stepCache';
import { makeDecodeStep } from './decodeStep';
import type { DecodingModel, DecodingSession, DecodingStepOutput, SourceBatch } from './decodingModel';
import { makeEncodeStep } from './encodeStep';

/** A model decoded by an engine: one run for the encoder, one for each step of all hypotheses. */
export class EngineDecodingModel implements DecodingModel {
  constructor(
    private readonly model: Seq2SeqModel,
    private readonly steps: StepCache,
    readonly vocabularySize: number,
  ) {}

  begin(
    { batchSize, sourceTime, sourceIds, sourceLengths }: SourceBatch,
    rowsPerSource: number,
  ): DecodingSession {
    const rows = batchSize * rowsPerSource;
    const shape = `${batchSize}/${rows}/${sourceTime}`;
    const encode = this.steps.get(`encode/${shape}`, () =>
      makeEncodeStep(this.model, { sources: batchSize, rows, sourceTime }),
    );
    const decode = this.steps.get(`decode/${rows}/${sourceTime}`, () =>
      makeDecodeStep(this.model, { rows, sourceTime }),
    );
    const { kept } = encode.run({
      source_ids: sourceIds,
      source_lengths: sourceLengths,
      rows: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / rowsPerSource)),
    });
    return new EngineDecodingSession(decode, kept);
  }
}

class EngineDecodingSession implements DecodingSession {
  private readonly encoded: RunResult['kept'];
  private state: RunResult['kept'];

  constructor(
    private readonly decode: CompiledStep,
    kept: RunResult['kept'],
  ) {
    const entries = Object.entries(kept);
    this.encoded = Object.fromEntries(entries.filter(([name]) => !isState(name)));
    this.state = Object.fromEntries(entries.filter(([name]) => isState(name)));
  }

  step(previousIds: Int32Array, parents: Int32Array): DecodingStepOutput {
    const { fetches, kept } = this.decode.run({
      previous_ids: previousIds,
      parents,
      ...this.encoded,
      ...this.state,
    });
    disposeAll(this.state);
    this.state = kept;
    const attention = fetches['attention'];
    return {
      logProbabilities: fetches['log_probabilities'] as Float32Array,
      attention: attention === undefined ? undefined : (attention as Float32Array),
    };
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
