import type { Config } from '../core/config/schema';
import { Decoder } from '../core/decode/decoder';
import type { DecodeOutcome, ScoreOutcome } from '../core/decode/decoder';
import { decodeOptions, withDecodeOptions } from '../core/decode/decodeOptions';
import type { DecodeOptions } from '../core/decode/hypothesis';
import { encodePair } from '../core/data/makeExamples';
import { traceGates, type GateTrace } from '../core/inspect/gateTrace';
import { MachineTracer, type MachineTrace } from '../core/inspect/machineTrace';
import { buildModel } from '../core/model/buildModel';
import { modelSizes } from '../core/model/modelSizes';
import type { Seq2SeqModel } from '../core/model/model';
import type { Engine, EngineInfo } from '../core/step/engine';
import { StepCache } from '../core/step/stepCache';
import { restoreCodecs } from '../core/text/codecs';
import type { Codecs } from '../core/text/codecs';
import { restoredWeights } from '../core/train/trainingVariables';
import type { RunManifest } from '../runs/manifest';
import { RunReader } from '../runs/runReader';
import type { CheckpointChoice } from '../runs/runReader';
import { openEngine } from './openEngine';
import type { EngineRequest } from './openEngine';

export interface ModelRequest extends EngineRequest {
  readonly runFolder: string;
  readonly checkpoint: CheckpointChoice;
}

/** A trained model of a run folder with its weights in an engine, ready to decode. */
export class LoadedModel {
  private readonly decoder: Decoder;

  private constructor(
    readonly manifest: RunManifest,
    readonly config: Config,
    readonly codecs: Codecs,
    readonly model: Seq2SeqModel,
    readonly engine: Engine,
    /** The checkpoint's step. */
    readonly step: number,
    /** A sentence when another checkpoint than the one asked for had to do. */
    readonly warning: string | undefined,
  ) {
    this.decoder = new Decoder({ engine, model, codecs, config });
  }

  /** @throws RunFolderError when the run folder or its checkpoint can't be used, in words */
  static async load({ runFolder, checkpoint, ...engineRequest }: ModelRequest): Promise<LoadedModel> {
    const reader = new RunReader(runFolder);
    const manifest = await reader.readManifest();
    const { step, value: weights, warning } = await reader.readWeights(checkpoint);
    const [config, serialized] = await Promise.all([reader.readConfig(), reader.readCodecs()]);
    const codecs = restoreCodecs(serialized);
    const model = buildModel(config.model, modelSizes(codecs), config.task);
    const variables = restoredWeights(model, weights);
    const engine = await openEngine(engineRequest);
    engine.defineVariables(variables);
    return new LoadedModel(manifest, config, codecs, model, engine, step, warning);
  }

  get engineInfo(): EngineInfo {
    return this.engine.info;
  }

  /** One outcome for each source, decoded as the config says unless `options` say otherwise. */
  decode(sources: readonly string[], options: Partial<DecodeOptions> = {}): DecodeOutcome[] {
    return this.decoder.decode(sources, withDecodeOptions(decodeOptions(this.config), options));
  }

  /** How probable the model finds given targets: one outcome for each pair. */
  score(
    pairs: readonly { readonly source: string; readonly target: string }[],
    options: Pick<DecodeOptions, 'attention'> = { attention: false },
  ): ScoreOutcome[] {
    return this.decoder.score(pairs, options);
  }

  /**
   * What a Neural Turing Machine does while it reads a source and writes a target; undefined for any other model.
   */
  traceMachine(source: string, target: string): MachineTrace | undefined {
    const example = encodePair(this.codecs, { source, target, line: 1 });
    const steps = new StepCache(this.engine);
    const tracer = MachineTracer.of(this.model, steps, this.codecs, {
      batchSize: 1,
      sourceTime: example.sourceIds.length,
      targetTime: example.targetIds.length,
      featureSize: this.codecs.source.features?.size,
    });
    const [trace] = tracer?.run([example]) ?? [];
    steps.dispose();
    return trace;
  }

  /** How far the gates of the encoder are open while it reads a source; undefined where it has none. */
  traceGates(source: string): GateTrace | undefined {
    const steps = new StepCache(this.engine);
    const example = encodePair(this.codecs, { source, target: '', line: 1 });
    const trace = traceGates(this.model, steps, this.codecs, example);
    steps.dispose();
    return trace;
  }

  dispose(): void {
    this.decoder.dispose();
    this.engine.dispose();
  }
}
