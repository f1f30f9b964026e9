import { configSchema, type Config, type ConfigInput } from '../../../src/core/config/schema';
import { codecsFor } from '../../../src/core/data/codecsFor';
import { loadSplits } from '../../../src/core/data/loadSplits';
import { makeExamples } from '../../../src/core/data/makeExamples';
import { buildModel } from '../../../src/core/model/buildModel';
import { modelSizes } from '../../../src/core/model/modelSizes';
import type { CompiledStep, Engine, RunResult } from '../../../src/core/step/engine';
import type { Step } from '../../../src/core/step/step';
import type { TrainEvent } from '../../../src/core/train/events';
import { train } from '../../../src/core/train/trainLoop';
import type { TrainingRun } from '../../../src/core/train/trainingRun';
import { createWasmEngine } from '../../../src/engine/wasm/createWasmEngine';
import { wasmFolder } from '../../support/wasmFolder';

export type TrainingInput = NonNullable<ConfigInput['training']>;

/** A model that trains in milliseconds, with everything that draws on randomness or state switched on. */
export function tinyConfig(training: TrainingInput, rest: Partial<ConfigInput> = {}): Config {
  const symbols = { generator: 'copy' as const, symbols: 4, max_length: 5 };
  return configSchema.parse({
    data: { train: { ...symbols, size: 50 }, dev: { ...symbols, size: 12 }, src: { reverse: true } },
    model: {
      encoder: {
        rnn_type: 'gru',
        hidden_size: 8,
        bidirectional: true,
        dropout: 0.1,
        embeddings: { embedding_dim: 6 },
      },
      decoder: {
        rnn_type: 'lstm',
        hidden_size: 8,
        attention: 'bahdanau',
        input_feeding: true,
        dropout: 0.1,
        embeddings: { embedding_dim: 6 },
      },
    },
    training: { batch_size: 8, learning_rate: 0.01, clip_grad_norm: 1, length_bucket_width: 4, ...training },
    ...rest,
  });
}

/** A training on the embedded engine, of generated data or of the texts of files. */
export async function makeRun(
  config: Config,
  change: Partial<TrainingRun> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<TrainingRun> {
  const read = (path: string) =>
    Promise.resolve(files[path] === undefined ? undefined : new TextEncoder().encode(files[path]));
  const splits = await loadSplits(config, read);
  const codecs = await codecsFor(config, splits.train, read);
  const model = buildModel(config.model, modelSizes(codecs), config.task);
  return {
    config,
    model,
    engine: await createWasmEngine({ wasmFolder, threads: 1 }, 'for a test'),
    codecs,
    trainExamples: makeExamples(codecs, splits.train, config.data).examples,
    devExamples: makeExamples(codecs, splits.dev, config.data).examples,
    stopRequested: () => false,
    now: () => performance.now(),
    yieldToEventLoop: () => Promise.resolve(),
    ...change,
  };
}

/** All events; `onEvent` is called with each as it comes. */
export async function collect(
  run: TrainingRun,
  onEvent?: (event: TrainEvent) => void,
): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const event of train(run)) {
    events.push(event);
    onEvent?.(event);
  }
  return events;
}

export type EventOf<Type extends TrainEvent['type']> = Extract<TrainEvent, { type: Type }>;

export function ofType<Type extends TrainEvent['type']>(
  events: readonly TrainEvent[],
  type: Type,
): EventOf<Type>[] {
  return events.filter((event): event is EventOf<Type> => event.type === type);
}

export function lastOf<Type extends TrainEvent['type']>(
  events: readonly TrainEvent[],
  type: Type,
): EventOf<Type> {
  const found = ofType(events, type).at(-1);
  if (found === undefined) throw new Error(`There is no event ${type}.`);
  return found;
}

/** The engine, with what its steps fetch changed: to make rare things happen when a test wants them. */
export function withFetches(
  engine: Engine,
  change: (step: string, fetches: RunResult['fetches']) => RunResult['fetches'],
): Engine {
  return {
    info: engine.info,
    defineVariables: (values) => engine.defineVariables(values),
    writeVariables: (values) => engine.writeVariables(values),
    readVariables: () => engine.readVariables(),
    memory: () => engine.memory(),
    dispose: () => engine.dispose(),
    compile: (step: Step): CompiledStep => {
      const compiled = engine.compile(step);
      return {
        feeds: compiled.feeds,
        run: (feeds) => {
          const { fetches, kept } = compiled.run(feeds);
          return { fetches: change(step.name, fetches), kept };
        },
        dispose: () => compiled.dispose(),
      };
    },
  };
}
