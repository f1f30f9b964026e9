import { remove, set } from '../edits/configChange';
import { textMetricNames } from '../schema';
import type { Config, MetricName, WrittenExpectation } from '../schema';
import { say, type Message } from '../message';
import { error, warning } from './rule';
import type { Finding, Rule } from './rule';

type Key = keyof WrittenExpectation;

const ofTexts = ['input', 'output', 'among'] as const satisfies readonly Key[];
const ofMetrics = ['metric', 'at_least', 'at_most', 'split'] as const satisfies readonly Key[];

/** Says something about one entry; `at` is the path of one of its keys. */
type EntryRule = (
  entry: WrittenExpectation,
  config: Config,
  at: (...key: Key[]) => readonly (string | number)[],
  isWritten: (key: Key) => boolean,
) => Finding | Finding[] | undefined;

/** An entry is either about a text or about a metric, and has what that takes. */
const kindIsClear: EntryRule = ({ input, output, metric, at_least, at_most }, _, at, isWritten) => {
  const texts = ofTexts.filter(isWritten);
  const metrics = ofMetrics.filter(isWritten);
  const [text] = texts;
  const [measured] = metrics;
  if (text !== undefined && measured !== undefined)
    return error(
      'expect-two-kinds',
      at(measured),
      say`An expectation is about an output ("input" and "output") or about a metric ("metric" with "at_least" or "at_most"), not both: here are ${quoted([...texts, ...metrics])}. Make two of it.`,
      metrics.map((key) => remove(at(key))),
      texts.map((key) => remove(at(key))),
    );
  if (measured !== undefined) {
    if (metric === undefined)
      return error(
        'expect-incomplete',
        at(),
        say`This expectation has ${quoted(metrics)} but no "metric". Add what is to be measured, such as "metric": "sequence_accuracy".`,
        set(at('metric'), 'sequence_accuracy'),
      );
    if (at_least === undefined && at_most === undefined)
      return error(
        'expect-incomplete',
        at(),
        say`This expectation sets ${metric} no bound. Add "at_least" or "at_most".`,
        isShare(metric) ? set(at('at_least'), 0.95) : set(at('at_most'), 1),
      );
    return undefined;
  }
  if (input !== undefined && output !== undefined) return undefined;
  if (input === undefined && output === undefined)
    return error(
      'expect-incomplete',
      at(),
      say`This expectation expects nothing. Give it "input" and "output", or "metric" with "at_least" or "at_most".`,
      remove(at()),
    );
  const missing = input === undefined ? 'input' : 'output';
  return error(
    'expect-incomplete',
    at(),
    say`This expectation has no "${missing}". Add ${missing === 'input' ? say`the source to decode` : say`what must be written for the input`}.`,
    set(at(missing), ''),
  );
};

const boundsFit: EntryRule = ({ metric, at_least, at_most }, _, at) => {
  if (metric === undefined) return undefined;
  if (at_least !== undefined && at_most !== undefined && at_least > at_most)
    return error(
      'expect-bounds-reversed',
      at('at_least'),
      say`at_least ${at_least} is larger than at_most ${at_most}: nothing lies between them. Swap them.`,
      [set(at('at_least'), at_most), set(at('at_most'), at_least)],
    );
  const { low, high, text } = rangeOf(metric);
  const bounds = { at_least, at_most };
  return (['at_least', 'at_most'] as const).flatMap((key) => {
    const bound = bounds[key];
    if (bound === undefined || (bound >= low && bound <= high)) return [];
    const asShare = high === 1 && bound > 1 && bound <= 100 ? bound / 100 : undefined;
    return error(
      'expect-bound-range',
      at(key),
      say`${key} is ${bound}, but ${metric} is ${text}.${asShare === undefined ? '' : say` Did you mean ${asShare}?`}`,
      ...(asShare === undefined ? [] : [set(at(key), asShare)]),
      remove(at(key)),
    );
  });
};

const taskHasMetric: EntryRule = ({ metric }, { task }, at) => {
  if (metric === undefined || task !== 'language_model') return undefined;
  if (metric !== 'sequence_accuracy' && !textMetricNames.some((name) => name === metric)) return undefined;
  return error(
    'expect-task-metric',
    at('metric'),
    say`A language model has no target to compare what it writes with, so there is no ${metric} of it. Use "loss", "perplexity" or "token_accuracy".`,
    set(at('metric'), 'token_accuracy'),
    set(at('metric'), 'perplexity'),
  );
};

const splitIsThere: EntryRule = ({ split }, { data }, at) => {
  if (split !== 'test' || data.test !== undefined) return undefined;
  return error(
    'expect-no-split',
    at('split'),
    say`There is no data.test to measure on. Give data.test, or measure on "dev".`,
    set(at('split'), 'dev'),
  );
};

/** Texts longer than the model takes or writes: such a test can never pass. */
const textsFit: EntryRule = ({ input, output }, { data, task }, at) => {
  const findings: Finding[] = [];
  const sourceLength = input === undefined ? undefined : lengthOf(input, data.src.level);
  if (task !== 'language_model' && sourceLength !== undefined && sourceLength > data.src.max_length)
    findings.push(
      warning(
        'expect-too-long',
        at('input'),
        say`The input has ${sourceLength} tokens, but data.src.max_length is ${data.src.max_length}: the model refuses it, so the test always fails. Shorten it, or raise max_length.`,
        set(['data', 'src', 'max_length'], sourceLength),
      ),
    );
  const targetLength = output === undefined ? undefined : lengthOf(output, data.trg.level);
  if (targetLength !== undefined && targetLength > data.trg.max_length)
    findings.push(
      warning(
        'expect-too-long',
        at('output'),
        say`The output has ${targetLength} tokens, but data.trg.max_length is ${data.trg.max_length}: the model never writes so much, so the test always fails. Shorten it, or raise max_length.`,
        set(['data', 'trg', 'max_length'], targetLength),
      ),
    );
  return findings;
};

/** Two entries that say the same or contradict each other. */
const inputsOnce: Rule = ({ expect }) => {
  const seen = new Map<string, { readonly index: number; readonly output: string }>();
  return expect.flatMap(({ input, output, among }, index) => {
    if (input === undefined || output === undefined || among > 1) return [];
    const first = seen.get(input);
    if (first === undefined) {
      seen.set(input, { index, output });
      return [];
    }
    const path = ['expect', index, 'input'];
    return first.output === output
      ? warning(
          'expect-twice',
          path,
          say`The same is expected above, as number ${first.index + 1} of the list. Remove one of them.`,
          remove(['expect', index]),
        )
      : error(
          'expect-contradiction',
          path,
          say`Number ${first.index + 1} of the list expects another output for this input: both can't come out best. Remove one of them, or say "among": 2.`,
          remove(['expect', index]),
        );
  });
};

export const expectRules: readonly Rule[] = [
  ...[kindIsClear, boundsFit, taskHasMetric, splitIsThere, textsFit].map(forEntries),
  inputsOnce,
];

function forEntries(rule: EntryRule): Rule {
  return (config, isWritten) =>
    config.expect.flatMap(
      (entry, index) =>
        rule(
          entry,
          config,
          (...key) => ['expect', index, ...key],
          (key) => isWritten(['expect', index, key]),
        ) ?? [],
    );
}

function isShare(metric: MetricName): boolean {
  return metric === 'token_accuracy' || metric === 'sequence_accuracy' || metric === 'edit_distance';
}

function rangeOf(metric: MetricName): {
  readonly low: number;
  readonly high: number;
  readonly text: Message;
} {
  if (isShare(metric)) return { low: 0, high: 1, text: say`a share from 0 to 1` };
  if (metric === 'bleu' || metric === 'chrf') return { low: 0, high: 100, text: say`a number from 0 to 100` };
  return metric === 'perplexity'
    ? { low: 1, high: Infinity, text: say`never below 1` }
    : { low: 0, high: Infinity, text: say`never below 0` };
}

/** Tokens of a text, where its level alone tells. */
function lengthOf(text: string, level: string): number | undefined {
  if (level === 'char') return Array.from(text).length;
  if (level === 'word') return text.split(/\s+/).filter((word) => word !== '').length;
  return undefined;
}

const quoted = (keys: readonly string[]): string => keys.map((key) => `"${key}"`).join(', ');
