import path from 'node:path';
import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { version_core } from '@tensorflow/tfjs-core';
import { version as productVersion } from '../../package.json';
import { resolveConfigName } from '../core/config/resolveConfigName';
import { validationTextMetrics } from '../core/config/schema';
import type { Config } from '../core/config/schema';
import type { Example } from '../core/data/batch';
import { BatchPlan } from '../core/data/batchPlan';
import { loadSplits } from '../core/data/loadSplits';
import type { Splits } from '../core/data/loadSplits';
import { cannotHaveBleu } from '../core/metrics/bleu';
import type { Seq2SeqModel } from '../core/model/model';
import type { Engine } from '../core/step/engine';
import { restoreCodecs, serializeCodecs } from '../core/text/codecs';
import type { Codecs } from '../core/text/codecs';
import type { SerializedCodecs } from '../core/text/textCodec';
import type { Checkpoint } from '../core/train/checkpoint';
import type { TrainEvent } from '../core/train/events';
import { train } from '../core/train/trainLoop';
import { fingerprintPairs } from '../runs/fingerprint';
import { runFormatVersion } from '../runs/manifest';
import type { RunGroup, RunManifest } from '../runs/manifest';
import { RunReader } from '../runs/runReader';
import { dataFileReader, requireConfig } from './checkConfig';
import type { UsableConfig } from './checkConfig';
import { explainOutOfMemory } from './explainOutOfMemory';
import { formatDiagnostic } from '../core/config/formatDiagnostic';
import { openEngine } from './openEngine';
import type { EngineRequest } from './openEngine';
import { originalFolder, readOriginal, requireSameData } from './originalRun';
import { readResumedRun, resumeWarnings } from './resumedRun';
import type { ResumedRun } from './resumedRun';
import { graphSizeWarning, trainingGraphs } from './trainingGraphs';
import { makeTrainingParts } from './makeTrainingParts';
import { TrainingControl } from './trainingControl';

export interface TrainingRequest extends EngineRequest {
  readonly configFile: string;
  readonly configText?: string | undefined;
  /** Absolute path. */
  readonly runFolder: string;
  readonly resume: boolean;
  /** Absolute path of the folder of a run to train again: its config counts, and its engine unless another is named. */
  readonly reproduces?: string | undefined;
  /** The sweep or the ladder that a new run belongs to; one to go on with has it already. */
  readonly group?: RunGroup | undefined;
}

/** A training with everything it needs in memory, and nothing written yet. */
export interface PreparedTraining {
  readonly runFolder: string;
  readonly config: Config;
  readonly codecs: SerializedCodecs;
  readonly engine: Engine;
  /** As the run begins; for a resumed run, what changes in its manifest. */
  readonly manifest: RunManifest;
  readonly resumed: boolean;
  readonly checkpoint: Checkpoint | undefined;
  /** Sentences that are no reason not to train. */
  readonly warnings: readonly string[];
  /** What somebody may ask for meanwhile; where a run is reproduced, what was asked for then is in it. */
  readonly control: TrainingControl;
  readonly train: () => AsyncGenerator<TrainEvent, void, void>;
}

/**
 * Config → data → codecs → model → engine.
 * @throws ConfigError, DataError, RunFolderError and other errors whose messages are for people
 */
export async function prepareTraining(request: TrainingRequest): Promise<PreparedTraining> {
  const { runFolder } = request;
  const resumed = request.resume ? await readResumedRun(request) : undefined;
  const original = await readOriginal(originalFolder(request, resumed));
  const usable = withoutSweep(resumed?.usable ?? original?.usable ?? (await requireConfig(request)));
  const { config, configFile } = usable;
  const splits = await loadSplits(config, dataFileReader(configFile));
  if (original !== undefined) requireSameData(original, describeData(config, splits));
  const { codecs, model, trainExamples, devExamples, warnings } = await makeTrainingParts(usable, splits, {
    codecs: resumed === undefined ? undefined : restoreCodecs(resumed.codecs),
    hasWeights: resumed?.checkpoint !== undefined,
  });
  const engine = await openEngine({ ...(resumed ?? original)?.engine, ...definedOf(request) });
  const manifest = {
    ...describeRun(request, usable, splits, engine, model.parameterCount),
    ...(original === undefined ? {} : { reproduces: original.manifest.id }),
  };
  const control = new TrainingControl(original?.manifest.learningRateChanges);
  return {
    runFolder,
    config,
    codecs: serializeCodecs(codecs),
    engine,
    manifest,
    resumed: resumed !== undefined,
    checkpoint: resumed?.checkpoint,
    warnings: [
      ...warnings,
      ...warningsOf(usable, splits, resumed, manifest),
      ...largeGraph(model, config, trainExamples, codecs, engine),
    ],
    control,
    train: () => {
      const events = train({
        config,
        model,
        engine,
        codecs,
        trainExamples,
        devExamples,
        checkpoint: resumed?.checkpoint,
        readCheckpoint: async (step) => (await new RunReader(runFolder).readCheckpoint(step)).value,
        stopRequested: control.stopRequested,
        requests: control,
        stopAfterStep: original?.lastStep,
        now: () => performance.now(),
        yieldToEventLoop: () => yieldToEventLoop(),
      });
      const sizes = {
        parameterCount: model.parameterCount,
        targetVocabularySize: codecs.target.vocabularySize,
      };
      return explainOutOfMemory(events, {
        config,
        sizes,
        examples: trainExamples,
        engine: engine.info.name,
      });
    },
  };
}

/** A run is one training, whatever else the config describes. */
function withoutSweep({ config: { sweep: _, ...config }, ...usable }: UsableConfig): UsableConfig {
  return { ...usable, config };
}

function definedOf({ engine, nativePath, threads }: EngineRequest): EngineRequest {
  return { engine, nativePath, ...(threads === undefined ? {} : { threads }) };
}

function describeRun(
  { runFolder, group }: TrainingRequest,
  { config, configFile }: UsableConfig,
  splits: Splits,
  engine: Engine,
  parameterCount: number,
): RunManifest {
  const createdAt = new Date().toISOString();
  return {
    version: runFormatVersion,
    id: path.basename(runFolder),
    name: resolveConfigName(config, configFile),
    configFile,
    status: 'preparing',
    createdAt,
    updatedAt: createdAt,
    engine: { ...engine.info },
    versions: { 'seq2seq-lab': productVersion, node: process.versions.node, 'tfjs-core': version_core },
    seed: config.random_seed,
    parameterCount,
    data: describeData(config, splits),
    step: 0,
    epoch: 0,
    stepsPerEpoch: 0,
    elapsedMs: 0,
    ...(group === undefined ? {} : { group }),
  };
}

function describeData(config: Config, splits: Splits): RunManifest['data'] {
  const data: RunManifest['data'] = {};
  for (const name of ['train', 'dev', 'test'] as const) {
    const source = config.data[name];
    const pairs = splits[name];
    if (source === undefined || pairs === undefined) continue;
    data[name] = {
      source: typeof source === 'string' ? source : `generator ${source.generator}`,
      sha256: fingerprintPairs(pairs),
      pairs: pairs.length,
    };
  }
  return data;
}

function warningsOf(
  { config, configFile, diagnostics }: UsableConfig,
  splits: Splits,
  resumed: ResumedRun | undefined,
  manifest: RunManifest,
): string[] {
  return [
    ...diagnostics
      .filter(({ severity }) => severity === 'warning')
      .map((diagnostic) => formatDiagnostic(configFile, diagnostic)),
    ...(resumed === undefined ? [] : resumeWarnings(resumed, manifest)),
    ...bleuWarning(config, splits),
  ];
}

/** Only the largest shape is looked at, since looking takes time too. */
function largeGraph(
  model: Seq2SeqModel,
  config: Config,
  examples: readonly Example[],
  codecs: Codecs,
  { info }: Engine,
): string[] {
  if (info.name !== 'tensorflow' || examples.length === 0) return [];
  const { batch_size, length_bucket_width, shuffle } = config.training;
  const { shapes } = new BatchPlan(examples, codecs, {
    batchSize: batch_size,
    bucketWidth: length_bucket_width,
    shuffle,
    seed: config.random_seed,
  });
  const warning = graphSizeWarning(trainingGraphs(model, config, shapes.slice(0, 1), info.threads));
  return warning === undefined ? [] : [warning];
}

/** A metric that can't change would stop a training early, and nobody would know why. */
function bleuWarning(config: Config, { dev }: Splits): string[] {
  const { tokenize } = config.testing.sacrebleu_cfg;
  const references = dev.map(({ target }) => target);
  if (!validationTextMetrics(config).includes('bleu') || !cannotHaveBleu(references, tokenize)) return [];
  const remedy = tokenize === 'char' ? '' : ' or set testing.sacrebleu_cfg.tokenize to "char"';
  return [
    `BLEU will be 0 at every validation: it counts sequences of four tokens, and no target of data.dev has four (tokenizer ${tokenize}). Use "chrf" instead${remedy}.`,
  ];
}
