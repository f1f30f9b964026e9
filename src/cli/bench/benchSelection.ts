import { UsageError } from '../usageError';
import { benchModelNames, trainingCases, type BenchCase } from './benchCase';
import type { PeerCommand } from './benchPeer';

/** Which part of the bench to run, as `--only` says it. */
export interface BenchSelection {
  readonly cases: readonly BenchCase[];
  readonly commands: readonly PeerCommand[];
}

/** What `--quick` leaves, where `--only` does not name something else. */
const quick = {
  models: ['lstm-luong', 'gru-bahdanau'],
  shapes: ['c64', 'c256'],
  engines: ['wasm', 'tensorflow', 'pytorch'],
};

/**
 * `only` is a list of names of models, shapes and engines, separated by commas: names of one kind are alternatives,
 * a kind that is not named is not restricted.
 * @throws UsageError naming what there is
 */
export function selectBench(
  commands: readonly PeerCommand[],
  options: { readonly only?: string; readonly quick: boolean; readonly threads?: number },
): BenchSelection {
  const models = new Set<string>(benchModelNames);
  const shapes = new Set(trainingCases.map(({ shapeName }) => shapeName));
  const engines = new Set(commands.map(({ engine }) => engine.toLowerCase()));
  const words = (options.only ?? '')
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
  for (const word of words)
    if (![models, shapes, engines].some((kind) => kind.has(word)))
      throw new UsageError(
        `--only knows no ${JSON.stringify(word)}. Models: ${[...models].join(', ')}. Shapes: ${[...shapes].join(', ')}. Engines: ${[...engines].join(', ')}.`,
      );
  const choose = (kind: ReadonlySet<string>, quickChoice: readonly string[]): ReadonlySet<string> => {
    const named = words.filter((word) => kind.has(word));
    if (named.length > 0) return new Set(named);
    return options.quick ? new Set(quickChoice) : kind;
  };
  const chosenModels = choose(models, quick.models);
  const chosenShapes = choose(shapes, quick.shapes);
  const chosenEngines = choose(engines, quick.engines);
  const { threads } = options;
  return {
    cases: trainingCases.filter(
      ({ modelName, shapeName }) => chosenModels.has(modelName) && chosenShapes.has(shapeName),
    ),
    commands: commands.filter(
      (command) =>
        chosenEngines.has(command.engine.toLowerCase()) &&
        (threads === undefined || command.threads === threads),
    ),
  };
}
