import { createHash } from 'node:crypto';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { Config } from '../../../src/core/config/schema';
import { BatchPlan } from '../../../src/core/data/batchPlan';
import { codecsFor } from '../../../src/core/data/codecsFor';
import { loadSplits, type Splits } from '../../../src/core/data/loadSplits';
import { loadWordVectors } from '../../../src/core/data/loadWordVectors';
import { makeExamples } from '../../../src/core/data/makeExamples';
import { decodeOptions } from '../../../src/core/decode/decodeOptions';
import { Decoder } from '../../../src/core/decode/decoder';
import { buildModel } from '../../../src/core/model/buildModel';
import type { Seq2SeqModel } from '../../../src/core/model/model';
import { modelSizes } from '../../../src/core/model/modelSizes';
import type { CompiledStep, Engine } from '../../../src/core/step/engine';
import type { NamedSpecs, Step } from '../../../src/core/step/step';
import type { Codecs } from '../../../src/core/text/codecs';
import { makeApplyStep, makeGradientStep } from '../../../src/core/train/accumulatedSteps';
import { batchSpecs, batchTensors, type BatchShape } from '../../../src/core/model/batchSpecs';
import type { TrainEvent } from '../../../src/core/train/events';
import { isBelowMinimum, learningRate } from '../../../src/core/train/learningRate';
import { updateFeeds } from '../../../src/core/train/parameterUpdate';
import { samplingFeeds } from '../../../src/core/train/scheduledSampling';
import { train } from '../../../src/core/train/trainLoop';
import { trainingLimits } from '../../../src/core/train/trainingLimits';
import { initialVariables } from '../../../src/core/train/trainingVariables';
import { makeTrainStep } from '../../../src/core/train/trainStep';
import { dumpProgram } from '../../../src/engine/trace/dumpProgram';
import { recordStep } from '../../../src/engine/trace/traceStep';
import { wasmTarget } from '../../../src/engine/wasm/wasmTarget';

/** Files that configs of the walk name, by path. */
export type Files = Readonly<Record<string, string>>;

/** What signatures are taken with. */
export interface SignatureTools {
  readonly engine: Engine;
  readonly files: Files;
}

interface LoadedData {
  readonly splits: Splits;
  readonly codecs: Codecs;
}

const loadedData = new Map<string, Promise<LoadedData>>();
const programs = new Map<string, Promise<string>>();
const compiledSteps = new Map<string, CompiledStep>();
const momentsSeen = [1, 2, 3, 5, 9, 20];
const decodedSources = 3;

/**
 * What a config means, in parts from the cheapest to the dearest: two configs that differ in none of them do the same. Each
 * part is computed when it is asked for.
 */
export class ConfigSignature {
  private readonly computed = new Map<string, Promise<string>>();

  constructor(
    private readonly config: Config,
    private readonly tools: SignatureTools,
  ) {}

  /** The first part in which the two differ; undefined when there is none. @param section of the key that differs */
  async difference(other: ConfigSignature, section: string): Promise<string | undefined> {
    for (const part of partsOf[section] ?? allParts)
      if ((await this.part(part)) !== (await other.part(part))) return part;
    return undefined;
  }

  private part(name: Part): Promise<string> {
    const known = this.computed.get(name) ?? parts[name](this.config, this.tools);
    this.computed.set(name, known);
    return known;
  }
}

const parts = {
  schedule: (config: Config) => Promise.resolve(scheduleOf(config)),
  data: dataOf,
  parameters: parametersOf,
  forward: forwardOf,
  program: knownProgramOf,
  decoding: decodingOf,
  training: trainingOf,
};

type Part = keyof typeof parts;
const allParts = Object.keys(parts) as Part[];
/** By the section of a key: where it shows if it does anything. The other parts would be looked at for nothing. */
const partsOf: Readonly<Record<string, readonly Part[]>> = {
  model: ['parameters', 'forward', 'program'],
  training: ['schedule', 'data', 'parameters', 'program', 'training'],
  testing: ['decoding', 'training'],
};

/** Pairs, vocabularies, ids and batches. */
async function dataOf(config: Config, tools: SignatureTools): Promise<string> {
  const { splits, codecs } = await dataFor(config, tools);
  // Training then says that no pair is short enough.
  if (makeExamples(codecs, splits.train, config.data).examples.length === 0) return 'nothing to train on';
  const plan = planOf(config, splits, codecs);
  const batches = [0, 1].flatMap((epoch) =>
    Array.from({ length: plan.batchesInEpoch }, (_, index) => [...plan.batch(epoch, index).rows]),
  );
  const ids = [splits.train, splits.dev].map((pairs) =>
    makeExamples(codecs, pairs, config.data).examples.map(({ sourceIds, sourceFeatures, targetIds }) => [
      ...sourceIds,
      ...(sourceFeatures ?? []),
      ...targetIds,
    ]),
  );
  return digest(splits, codecs.source.toJSON(), codecs.target.toJSON(), ids, plan.shapes, batches);
}

/** Names, shapes and first values of what is learned and of what the optimizer keeps. */
async function parametersOf(config: Config, tools: SignatureTools): Promise<string> {
  const model = await modelFor(config, tools);
  const { codecs } = await dataFor(config, tools);
  const vectors = await loadWordVectors(config.model, codecs, readFrom(tools.files));
  const variables = [...initialVariables(model, config.training, config.random_seed)];
  return digest(
    model.parameters.map(({ name, trainable }) => [name, trainable]),
    variables.map(([name, { shape, values }]) => [name, shape, digestOf(values)]),
    model.stateShapes,
    vectors.warnings,
  );
}

/** What steps are fed as training goes on, and where it ends. */
function scheduleOf(config: Config): string {
  const { training } = config;
  const moments = momentsSeen.map((update) => {
    const moment = { update, epoch: update / 2, totalUpdates: 20, reductions: update > 3 ? 1 : 0 };
    const rate = learningRate(config, moment);
    const feeds = {
      ...updateFeeds(training, { learningRate: rate, update, apply: true }),
      ...samplingFeeds(training, update),
    };
    return Object.entries(feeds).map(([name, feed]) => [name, 'shape' in feed ? feed.shape : [...feed]]);
  });
  const ends = momentsSeen.map((update) =>
    isBelowMinimum(config, { update, epoch: update / 2, totalUpdates: 20, reductions: 0 }),
  );
  return digest(moments, ends, trainingLimits(training, 3));
}

/** Decoding options, a run's name and the like leave it as it is. */
function knownProgramOf(
  { task, data, model, training, random_seed, ...rest }: Config,
  tools: SignatureTools,
) {
  const key = JSON.stringify([task, data, model, training, random_seed]);
  const program =
    programs.get(key) ?? programOf({ task, data, model, training, random_seed, ...rest }, tools);
  programs.set(key, program);
  return program;
}

/** The training step, op by op. */
async function programOf(config: Config, tools: SignatureTools): Promise<string> {
  const { training } = config;
  const model = await modelFor(config, tools);
  const shape = await firstShape(config, tools);
  const steps =
    training.batch_multiplier > 1
      ? [makeGradientStep(model, training, shape), makeApplyStep(model, training)]
      : [makeTrainStep(model, training, shape)];
  return programsOf(config, model, steps);
}

/** From a batch to logits, as in training: a fraction of the training step, and most keys of a model show in it. */
async function forwardOf(config: Config, tools: SignatureTools): Promise<string> {
  const model = await modelFor(config, tools);
  const feeds: NamedSpecs = {
    ...batchSpecs(await firstShape(config, tools)),
    step_key: { shape: [2], dtype: 'int32' },
  };
  const forward: Step = {
    name: 'forward',
    feeds,
    body: (variables, tensors) => {
      const { source, targetInputIds } = batchTensors(tensors);
      const draws = { key: tensors['step_key'] as Tensor1D, firstRow: 0 };
      const { encoded, state } = model.encode(variables, source, draws);
      const logits = model.decodeTeacherForced(variables, encoded, state, targetInputIds, draws);
      return { fetches: { logits } };
    },
  };
  return programsOf(config, model, [forward]);
}

async function firstShape(config: Config, tools: SignatureTools): Promise<BatchShape> {
  const { splits, codecs } = await dataFor(config, tools);
  const [shape] = planOf(config, splits, codecs).shapes;
  if (shape === undefined) throw new Error('There are no batches.');
  return shape;
}

function programsOf(config: Config, model: Seq2SeqModel, steps: readonly Step[]): string {
  const variables = [...initialVariables(model, config.training, config.random_seed)];
  const specs = variables.map(([name, { shape }]) => [name, { shape, dtype: 'float32' }] as const);
  return digest(steps.map((step) => dumpProgram(recordStep(step, Object.fromEntries(specs), wasmTarget))));
}

/** What the model decodes before it has learned anything. */
async function decodingOf(config: Config, tools: SignatureTools): Promise<string> {
  const { splits, codecs } = await dataFor(config, tools);
  const model = await modelFor(config, tools);
  const ran: string[] = [];
  const engine = sharingSteps(tools.engine, await knownProgramOf(config, tools), (step) => {
    // Steps of decoding may differ in what they tell alone.
    const content = step.name === 'encode' ? '' : programsOf(config, model, [step]);
    ran.push(step.name + content);
    return content;
  });
  engine.defineVariables(initialVariables(model, config.training, config.random_seed));
  const decoder = new Decoder({ engine, model, codecs, config });
  const pairs = splits.dev.slice(0, decodedSources);
  const sources = pairs.map(({ source, target }) => (config.task === 'language_model' ? target : source));
  const outcomes = decoder.decode(sources, decodeOptions(config));
  decoder.dispose();
  return digest(outcomes, ran);
}

/**
 * The engine, compiling equal steps once, which takes most of the time.
 * @param scope in which steps of one name and with the same feeds are equal, unless `contentOf` tells them apart
 */
function sharingSteps(engine: Engine, scope: string, contentOf: (step: Step) => string = () => ''): Engine {
  return Object.assign(Object.create(engine) as Engine, {
    compile: (step: Step): CompiledStep => {
      const key = digest(scope, step.name, step.feeds, contentOf(step));
      const compiled = compiledSteps.get(key) ?? engine.compile(step);
      compiledSteps.set(key, compiled);
      return { feeds: compiled.feeds, run: (feeds) => compiled.run(feeds), dispose: () => undefined };
    },
  });
}

/** The events of a training. */
async function trainingOf(config: Config, tools: SignatureTools): Promise<string> {
  const { splits, codecs } = await dataFor(config, tools);
  const checkpoints = new Map<number, Extract<TrainEvent, { type: 'checkpoint' }>['checkpoint']>();
  const run = train({
    config,
    model: await modelFor(config, tools),
    engine: sharingSteps(tools.engine, `training ${await knownProgramOf(config, tools)}`),
    codecs,
    trainExamples: makeExamples(codecs, splits.train, config.data).examples,
    devExamples: makeExamples(codecs, splits.dev, config.data).examples,
    readCheckpoint: (step) => {
      const checkpoint = checkpoints.get(step);
      return checkpoint === undefined ? Promise.reject(new Error('gone')) : Promise.resolve(checkpoint);
    },
    stopRequested: () => false,
    now: () => 0,
    yieldToEventLoop: () => Promise.resolve(),
  });
  const told: unknown[] = [];
  for await (const event of run) {
    if (event.type === 'checkpoint') checkpoints.set(event.checkpoint.loop.step, event.checkpoint);
    told.push(
      event.type === 'checkpoint'
        ? [
            event.best,
            event.checkpoint.loop,
            [...event.checkpoint.weights].map(([, { values }]) => digestOf(values)),
          ]
        : event,
    );
  }
  return digest(told);
}

async function modelFor(config: Config, tools: SignatureTools) {
  const { codecs } = await dataFor(config, tools);
  const vectors = await loadWordVectors(config.model, codecs, readFrom(tools.files));
  return buildModel(config.model, { ...modelSizes(codecs), ...vectors }, config.task);
}

/** The data of a config; most keys leave them as they are. */
function dataFor(config: Config, { files }: SignatureTools): Promise<LoadedData> {
  const key = JSON.stringify([config.task, config.data, config.random_seed]);
  const data = loadedData.get(key) ?? loadData(config, files);
  loadedData.set(key, data);
  return data;
}

/** @throws DataError and others that say what is wrong with them */
export async function loadData(config: Config, files: Files): Promise<LoadedData> {
  const splits = await loadSplits(config, readFrom(files));
  return { splits, codecs: await codecsFor(config, splits.train, readFrom(files)) };
}

function planOf(config: Config, splits: Splits, codecs: Codecs): BatchPlan {
  const { batch_size, length_bucket_width, shuffle } = config.training;
  return new BatchPlan(makeExamples(codecs, splits.train, config.data).examples, codecs, {
    batchSize: batch_size,
    bucketWidth: length_bucket_width,
    shuffle,
    seed: config.random_seed,
  });
}

function readFrom(files: Files) {
  return (path: string): Promise<Uint8Array | undefined> =>
    Promise.resolve(files[path] === undefined ? undefined : new TextEncoder().encode(files[path]));
}

function digestOf(values: Float32Array): string {
  return createHash('sha1').update(values).digest('hex');
}

function digest(...values: readonly unknown[]): string {
  return createHash('sha1').update(JSON.stringify(values)).digest('hex');
}
