import assert from 'node:assert/strict';
import { changeConfig } from '../../../src/core/config/edits/changeConfig';
import { expectationsOf } from '../../../src/core/config/expectations';
import { parseConfig } from '../../../src/core/config/parseConfig';

type Section = Readonly<Record<string, unknown>>;

const textOf = (expect: unknown, rest: Section = {}, data: Section = {}): string =>
  JSON.stringify({ data: { train: 'train.tsv', dev: 'dev.tsv', ...data }, ...rest, expect });
const findings = (text: string) =>
  parseConfig(text).diagnostics.map(({ severity, code, path }) => `${severity} ${code} ${path.join('.')}`);

/** What a list must be told, and the nearest one that must pass. */
const cases: readonly {
  readonly name: string;
  readonly bad: readonly Section[];
  readonly good: readonly Section[];
  readonly finding: string;
  readonly message: RegExp;
  readonly rest?: Section;
}[] = [
  {
    name: 'an output and a metric in one entry',
    bad: [{ input: 'a', output: 'b', at_least: 0.5 }],
    good: [
      { input: 'a', output: 'b' },
      { metric: 'bleu', at_least: 0.5 },
    ],
    finding: 'error expect-two-kinds expect.0.at_least',
    message: /here are "input", "output", "at_least"\. Make two of it/,
  },
  {
    name: 'an input without an output',
    bad: [{ input: 'a' }],
    good: [{ input: 'a', output: '' }],
    finding: 'error expect-incomplete expect.0',
    message: /no "output"\. Add what must be written/,
  },
  {
    name: 'nothing at all',
    bad: [{ name: 'later' }],
    good: [],
    finding: 'error expect-incomplete expect.0',
    message: /expects nothing/,
  },
  {
    name: 'a bound of no metric',
    bad: [{ at_least: 0.9 }],
    good: [{ metric: 'sequence_accuracy', at_least: 0.9 }],
    finding: 'error expect-incomplete expect.0',
    message: /no "metric"/,
  },
  {
    name: 'a metric without a bound',
    bad: [{ metric: 'loss', split: 'dev' }],
    good: [{ metric: 'loss', split: 'dev', at_most: 1 }],
    finding: 'error expect-incomplete expect.0',
    message: /sets loss no bound/,
  },
  {
    name: 'bounds with nothing between them',
    bad: [{ metric: 'loss', at_least: 2, at_most: 1 }],
    good: [{ metric: 'loss', at_least: 1, at_most: 2 }],
    finding: 'error expect-bounds-reversed expect.0.at_least',
    message: /Swap them/,
  },
  {
    name: 'a share in per cent',
    bad: [{ metric: 'token_accuracy', at_least: 95 }],
    good: [{ metric: 'bleu', at_least: 95 }],
    finding: 'error expect-bound-range expect.0.at_least',
    message: /a share from 0 to 1\. Did you mean 0\.95\?/,
  },
  {
    name: 'a split that is not there',
    bad: [{ metric: 'loss', at_most: 1, split: 'test' }],
    good: [{ metric: 'loss', at_most: 1, split: 'dev' }],
    finding: 'error expect-no-split expect.0.split',
    message: /no data\.test/,
  },
  {
    name: 'what a language model has not',
    bad: [{ metric: 'bleu', at_least: 1 }],
    good: [{ metric: 'perplexity', at_most: 9 }],
    rest: { task: 'language_model' },
    finding: 'error expect-task-metric expect.0.metric',
    message: /"loss", "perplexity" or "token_accuracy"/,
  },
  {
    name: 'an input that the model refuses',
    bad: [{ input: 'a'.repeat(101), output: 'b' }],
    good: [{ input: 'a'.repeat(100), output: 'b' }],
    finding: 'warning expect-too-long expect.0.input',
    message: /has 101 tokens, but data\.src\.max_length is 100/,
  },
  {
    name: 'an input twice',
    bad: [
      { input: 'a', output: 'b' },
      { input: 'a', output: 'b' },
    ],
    good: [
      { input: 'a', output: 'b' },
      { input: 'b', output: 'b' },
    ],
    finding: 'warning expect-twice expect.1.input',
    message: /number 1 of the list/,
  },
  {
    name: 'two outputs of one input',
    bad: [
      { input: 'a', output: 'b' },
      { input: 'a', output: 'c' },
    ],
    good: [
      { input: 'a', output: 'b' },
      { input: 'a', output: 'c', among: 2 },
    ],
    finding: 'error expect-contradiction expect.1.input',
    message: /can't come out best/,
  },
];

describe('rules of expect', () => {
  for (const { name, bad, good, finding, message, rest } of cases)
    it(`know ${name}, and what is fine`, () => {
      const text = textOf(bad, rest);
      assert.deepEqual(findings(text), [finding]);
      const [found] = parseConfig(text).diagnostics;
      assert.match(found!.message, message);
      assert.deepEqual(findings(textOf(good, rest)), []);
      for (const remedy of found!.remedies ?? []) {
        const mended = changeConfig(text, remedy) ?? text;
        assert.ok(!findings(mended).includes(finding), `${mended} is still told ${finding}`);
      }
    });

  it('refuse keys that there are not, and say which there are', () => {
    const [found] = parseConfig(textOf([{ inputs: 'a', output: 'b' }])).diagnostics;
    assert.match(found!.message, /Unknown key "inputs" in expect\[0\]\. Did you mean "input"\?/);
  });
});

describe('expectationsOf', () => {
  const named = (expect: unknown, data: Section = {}) =>
    expectationsOf(parseConfig(textOf(expect, {}, data)).config!).map(
      ({ at, expectation }) => `${at} ${expectation.name}`,
    );

  it('names each by what it expects, unless it has a name', () => {
    assert.deepEqual(
      named([
        { input: 'abc', output: 'cba' },
        { input: 'a\tb', output: '', among: 3 },
        { metric: 'sequence_accuracy', at_least: 0.95 },
        { metric: 'loss', at_least: 0.1, at_most: 2, split: 'train' },
        { name: 'moon', input: 'x'.repeat(80), output: 'y' },
        { input: 'x'.repeat(80), output: 'y' },
      ]),
      [
        '0 abc → cba',
        '1 a⇥b → "" (3 best)',
        '2 sequence_accuracy ≥ 0.95 · dev',
        '3 loss ≥ 0.1, ≤ 2 · train',
        '4 moon',
        `5 ${'x'.repeat(59)}… → y`,
      ],
    );
  });

  it('measures the test split where there is one', () => {
    assert.deepEqual(named([{ metric: 'bleu', at_least: 50 }], { test: 'test.tsv' }), ['0 bleu ≥ 50 · test']);
  });

  it('leaves out what is not yet complete, and keeps the places of the others', () => {
    assert.deepEqual(named([{ input: 'a' }, { input: 'a', output: 'b' }, {}]), ['1 a → b']);
  });
});
