import { UsageError } from '../usageError';
import { benchModelNames, trainingCases, type BenchCase } from './benchCase';
import type { PeerCommand } from './benchPeer';

const sections = ['training', 'decoding', 'growth'] as const;
type Section = (typeof sections)[number];

/** What to measure, and of which programs. Nothing to measure: an empty list. */
export interface BenchSelection {
  readonly cases: readonly BenchCase[];
  /** Programs whose training steps are measured. */
  readonly training: readonly PeerCommand[];
  readonly decoding: readonly PeerCommand[];
  readonly growth: readonly PeerCommand[];
}

export interface SelectionOptions {
  readonly only?: string | undefined;
  readonly quick: boolean;
  readonly threads?: number | undefined;
}

/** What `--quick` leaves, where `--only` does not name something else. */
const quick = {
  sections: ['training', 'decoding'],
  models: ['lstm-luong', 'gru-bahdanau'],
  shapes: ['c64', 'c256'],
  engines: ['wasm', 'tensorflow', 'pytorch'],
} as const;
/** Engines worth asking how they grow, and how fast they decode, unless others are named. */
const mainEngines = new Set<string>(quick.engines);

/**
 * `only` is a list of names of sections, models, shapes and engines, separated by commas: names of one kind are
 * alternatives, a kind that is not named is not restricted. Names other than a section mean training steps, unless a
 * section is named too.
 * @param own our engines, which alone can decode
 * @param peers the other programs
 * @throws UsageError naming what there is
 */
export function selectBench(
  own: readonly PeerCommand[],
  peers: readonly PeerCommand[],
  options: SelectionOptions,
): BenchSelection {
  const commands = [...own, ...peers];
  const models = new Set<string>(benchModelNames);
  const shapes = new Set(trainingCases.map(({ shapeName }) => shapeName));
  const engines = new Set(commands.map(({ engine }) => engine.toLowerCase()));
  const words = (options.only ?? '')
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
  for (const word of words)
    if (![new Set<string>(sections), models, shapes, engines].some((kind) => kind.has(word)))
      throw new UsageError(
        `--only knows no ${JSON.stringify(word)}. Sections: ${sections.join(', ')}. Models: ${[...models].join(', ')}. ` +
          `Shapes: ${[...shapes].join(', ')}. Engines: ${[...engines].join(', ')}.`,
      );
  const choose = (kind: ReadonlySet<string>, otherwise: readonly string[]): ReadonlySet<string> => {
    const named = words.filter((word) => kind.has(word));
    if (named.length > 0) return new Set(named);
    return options.quick ? new Set(otherwise) : kind;
  };
  const chosenSections = chooseSections(words, options.quick);
  const chosenModels = choose(models, quick.models);
  const chosenShapes = choose(shapes, quick.shapes);
  const chosenEngines = choose(engines, quick.engines);
  const enginesAreNamed = words.some((word) => engines.has(word));
  const chosen = (section: Section, from: readonly PeerCommand[], mainOnly: boolean) =>
    from.filter(
      ({ engine, threads }) =>
        chosenSections.has(section) &&
        chosenEngines.has(engine.toLowerCase()) &&
        (options.threads ?? threads) === threads &&
        (!mainOnly || enginesAreNamed || mainEngines.has(engine.toLowerCase())),
    );
  return {
    cases: trainingCases.filter(
      ({ modelName, shapeName }) => chosenModels.has(modelName) && chosenShapes.has(shapeName),
    ),
    training: chosen('training', commands, false),
    decoding: chosen('decoding', own, true).filter(
      ({ threads }) => !options.quick || options.threads !== undefined || threads === 1,
    ),
    // Exponents hardly depend on the number of threads: one is enough, unless another is asked for.
    growth: chosen('growth', commands, true).filter(
      ({ threads }) => options.threads !== undefined || threads === 1,
    ),
  };
}

function chooseSections(words: readonly string[], isQuick: boolean): ReadonlySet<Section> {
  const named = sections.filter((section) => words.includes(section));
  if (named.length > 0) return new Set(named);
  if (words.length > 0) return new Set(['training']);
  return new Set(isQuick ? quick.sections : sections);
}
