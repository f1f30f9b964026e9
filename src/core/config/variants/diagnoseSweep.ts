import type { ConfigDocument, ConfigPath } from '../configDocument';
import { expectedInWords, isKnownPath, joinOr, validKeys } from '../describeSchema';
import type { Diagnostic } from '../diagnostic';
import { remove, set, type Remedy } from '../edits/configChange';
import { say, spoken, type Message } from '../message';
import { nearestWord } from '../nearestWord';
import type { Config, SweepConfig } from '../schema';
import { mostTrials, usualRandomTrials } from '../schema/sweepSchema';
import { whyFixed } from './fixedKeys';
import { dottedPath, sweptPaths } from './sweepPaths';
import { combinationCount, shortNames, sweepTrials } from './sweepTrials';
import { trialProblems, trialValue } from './trialConfig';

/** So many trials are looked at while somebody writes; a sweep that is begun looks at all of its own. */
const checkedTrials = 24;

/** What is wrong with the sweep of a config that the schema accepts, each at the key or the value that it is about. */
export function diagnoseSweep(config: Config, document: ConfigDocument): Diagnostic[] {
  const { sweep } = config;
  if (sweep === undefined) return [];
  const at = new SweepFindings(document);
  if (Object.keys(sweep.parameters).length === 0)
    return [
      at.error(
        'sweep-empty',
        ['sweep', 'parameters'],
        say`This sweep varies nothing. Name a key and its values, such as "training.learning_rate": [0.001, 0.003].`,
        [[set(['sweep', 'parameters', 'training.learning_rate'], [0.001, 0.003])]],
      ),
    ];
  const ofKeys = Object.keys(sweep.parameters).flatMap((key) => keyProblems(sweep, key, at));
  if (ofKeys.length > 0) return ofKeys;
  const twice = [...pathsTwice(sweep, at), ...valuesTwice(sweep, at)];
  const refused = refusedValues(sweep, document.value(), at);
  const found = [...twice, ...refused, ...tooMany(sweep, at)];
  return found.length > 0 ? found : impossibleTrials(config, sweep, document.value(), at);
}

const parameterPath = (key: string): ConfigPath => ['sweep', 'parameters', key];

/** Takes a value or a key away, and what would be left empty with it. */
function without({ parameters }: SweepConfig, key: string, index?: number): Remedy {
  if (index !== undefined && (parameters[key]?.length ?? 0) > 1)
    return [remove([...parameterPath(key), index])];
  return [remove(Object.keys(parameters).length > 1 ? parameterPath(key) : ['sweep'])];
}

class SweepFindings {
  constructor(private readonly document: ConfigDocument) {}

  /** Marks a value of a list, or a key with its list. */
  error(
    code: string,
    path: ConfigPath,
    message: Message,
    remedies: readonly Remedy[] = [],
    isSlip = false,
  ): Diagnostic {
    const { document } = this;
    const range = typeof path.at(-1) === 'number' ? document.valueRange(path) : document.keyRange(path);
    return document.diagnostic(range, {
      severity: 'error',
      code,
      path,
      ...spoken(message),
      source: 'semantic',
      remedies,
      isSlip,
    });
  }
}

function keyProblems(sweep: SweepConfig, key: string, at: SweepFindings): Diagnostic[] {
  return sweptPaths(key).flatMap((path) => {
    const name = dottedPath(path);
    const whole = parameterPath(key);
    const fixed = whyFixed(name);
    if (fixed !== undefined)
      return at.error('sweep-fixed-key', whole, say`A sweep can’t vary ${name}: ${fixed}. Remove it.`, [
        without(sweep, key),
      ]);
    if (isKnownPath(path)) return [];
    const likely = likelyPath(path);
    const corrected = likely === undefined ? undefined : key.replace(name, likely);
    const advice =
      likely === undefined
        ? say`Write the whole path of a key of this config, such as training.learning_rate.`
        : say`Did you mean "${likely}"?`;
    const problem =
      name === '' ? say`A path is missing between the commas.` : say`A config has no key "${name}".`;
    const rename: Remedy[] =
      corrected === undefined ? [] : [[{ kind: 'rename', path: whole, name: corrected }]];
    return at.error(
      'sweep-unknown-key',
      whole,
      say`${problem} ${advice}`,
      [...rename, without(sweep, key)],
      corrected !== undefined,
    );
  });
}

/** The path with its first wrong part put right, if that makes it one. */
function likelyPath(path: ConfigPath): string | undefined {
  const wrong = path.findIndex((_, index) => !isKnownPath(path.slice(0, index + 1)));
  const above = path.slice(0, wrong);
  const keys = validKeys(above, undefined);
  const nearest = nearestWord(String(path[wrong]), keys);
  if (nearest !== undefined) {
    const likely = [...above, nearest, ...path.slice(wrong + 1)];
    return isKnownPath(likely) ? dottedPath(likely) : undefined;
  }
  // A path from which the section is missing: `learning_rate`.
  const homes = ['training', 'model', 'model.encoder', 'model.decoder', 'data', 'data.src', 'testing']
    .map((home) => [...home.split('.'), ...path])
    .filter(isKnownPath);
  return homes.length === 1 ? dottedPath(homes[0] ?? []) : undefined;
}

/** A key that two lists set: one would undo what the other does. */
function pathsTwice(sweep: SweepConfig, at: SweepFindings): Diagnostic[] {
  const seen: string[] = [];
  return Object.keys(sweep.parameters).flatMap((key) => {
    const names = sweptPaths(key).map(dottedPath);
    const twice = names.find((name, index) =>
      [...seen, ...names.slice(0, index)].some(
        (other) => other === name || other.startsWith(`${name}.`) || name.startsWith(`${other}.`),
      ),
    );
    seen.push(...names);
    if (twice === undefined) return [];
    return at.error(
      'sweep-key-twice',
      parameterPath(key),
      say`Another key of this sweep sets ${twice} too, or what holds it. Keep one of them.`,
      [without(sweep, key)],
    );
  });
}

function valuesTwice({ parameters }: SweepConfig, at: SweepFindings): Diagnostic[] {
  return Object.entries(parameters).flatMap(([key, values]) => {
    const texts = values.map((value) => JSON.stringify(value));
    return values.flatMap((_, index) => {
      const first = texts.indexOf(texts[index] ?? '');
      if (first === index) return [];
      const path = [...parameterPath(key), index];
      return at.error(
        'sweep-value-twice',
        path,
        say`${texts[index] ?? ''} is in this list already, as number ${first + 1}: the same would be trained twice. Remove one.`,
        [[remove(path)]],
      );
    });
  });
}

/** Values that the config would not accept at their place, whatever else it says. */
function refusedValues(sweep: SweepConfig, config: unknown, at: SweepFindings): Diagnostic[] {
  return Object.entries(sweep.parameters).flatMap(([key, values]) =>
    values.flatMap((value, index) => {
      const refused = sweptPaths(key).find((path) => {
        const changed = trialValue(config, [{ path, value }]);
        if (changed === undefined) return true;
        return trialProblems(changed).some(
          (problem) => problem.message === undefined && isAtOrBelow(problem.path, path),
        );
      });
      if (refused === undefined) return [];
      return at.error(
        'sweep-value',
        [...parameterPath(key), index],
        say`${dottedPath(refused)} must be ${expectedInWords(refused)}; found ${shortText(value)}.`,
        [without(sweep, key, index)],
      );
    }),
  );
}

/** An unknown key is reported at the object that holds it. */
const isAtOrBelow = (path: ConfigPath, swept: ConfigPath): boolean =>
  swept.every((part, index) => index >= path.length || path[index] === part) &&
  path.length >= swept.length - 1;

function tooMany(sweep: SweepConfig, at: SweepFindings): Diagnostic[] {
  const all = combinationCount(sweep);
  if (sweep.method !== 'grid' || sweep.trials !== undefined || all <= mostTrials) return [];
  return [
    at.error(
      'sweep-too-many',
      ['sweep', 'parameters'],
      say`These lists make ${all.toLocaleString('en')} trials; a grid has at most ${mostTrials.toLocaleString('en')}. Shorten them, or let "method": "random" draw "trials" of them.`,
      [
        [set(['sweep', 'method'], 'random'), set(['sweep', 'trials'], usualRandomTrials)],
        [set(['sweep', 'trials'], mostTrials)],
      ],
    ),
  ];
}

/** Combinations that contradict each other or the rest of the config, though each of their values is valid. */
function impossibleTrials(
  { random_seed, sweep: _, ...base }: Config,
  sweep: SweepConfig,
  config: unknown,
  at: SweepFindings,
): Diagnostic[] {
  const trials = sweepTrials(sweep, random_seed).slice(0, checkedTrials);
  const known = new Set(trialProblems(trialValue(config, []) ?? base).map(({ message }) => message));
  const bad = trials.flatMap(({ label, values, changes }) => {
    const problem = trialProblems(trialValue(config, changes)).find(({ message }) => !known.has(message));
    return problem === undefined ? [] : [{ label, values, problem }];
  });
  const [first] = bad;
  if (first === undefined) return [];
  const { problem } = first;
  const keys = Object.keys(sweep.parameters);
  const atFault = keys.find((key) => sweptPaths(key).some((path) => isAtOrBelow(problem.path, path)));
  const key = atFault ?? keys[0] ?? '';
  const names = [...shortNames(keys).values()].map((name) => say`${name}`);
  const other = keys.find(
    (each) =>
      each !== key && JSON.stringify(sweep.parameters[each]) === JSON.stringify(sweep.parameters[key]),
  );
  const share = bad.length === 1 ? say`One trial can’t` : say`${bad.length} of ${trials.length} trials can’t`;
  const together =
    keys.length < 2 ? '' : say` Keys that go together can share a list: "${joinPaths(keys)}": […].`;
  return [
    at.error(
      'sweep-trial',
      parameterPath(key),
      say`${share} be trained, such as ${first.label}: ${problem.message ?? say`${dottedPath(problem.path)} is not valid with ${joinOr(names)}.`}${together}`,
      [
        ...(other === undefined
          ? []
          : [
              [
                remove(parameterPath(other)),
                { kind: 'rename' as const, path: parameterPath(key), name: `${other}, ${key}` },
              ],
            ]),
        without(sweep, key),
      ],
    ),
  ];
}

const joinPaths = (keys: readonly string[]): string => keys.slice(0, 2).join(', ');

function shortText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
