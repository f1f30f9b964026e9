import type { Config, MetricName, WrittenExpectation } from './schema';

export type ExpectedSplit = NonNullable<WrittenExpectation['split']>;

/** Decoding the input must write the output. */
export interface TextExpectation {
  readonly type: 'text';
  readonly name: string;
  readonly input: string;
  readonly output: string;
  /** Among so many hypotheses. */
  readonly among: number;
}

/** A metric of a split must lie within its bounds. */
export interface MetricExpectation {
  readonly type: 'metric';
  readonly name: string;
  readonly metric: MetricName;
  readonly split: ExpectedSplit;
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

export type Expectation = TextExpectation | MetricExpectation;

/**
 * What a config expects of its model, in the order of its list. Entries that the rules refuse are left out; `at` is the
 * place in the list.
 */
export function expectationsOf({
  expect,
  data,
}: Pick<Config, 'expect' | 'data'>): { readonly at: number; readonly expectation: Expectation }[] {
  return expect.flatMap((written, at) => {
    const expectation = expectationOf(written, data.test === undefined ? 'dev' : 'test');
    return expectation === undefined ? [] : { at, expectation };
  });
}

function expectationOf(written: WrittenExpectation, usualSplit: ExpectedSplit): Expectation | undefined {
  const { name, input, output, among, metric, at_least, at_most, split = usualSplit } = written;
  if (metric !== undefined) {
    if (at_least === undefined && at_most === undefined) return undefined;
    const measured = { type: 'metric', metric, split, atLeast: at_least, atMost: at_most } as const;
    return { ...measured, name: name ?? `${metric} ${boundsText(measured)} · ${split}` };
  }
  if (input === undefined || output === undefined) return undefined;
  const rank = among === 1 ? '' : ` (${among} best)`;
  return { type: 'text', input, output, among, name: name ?? `${shown(input)} → ${shown(output)}${rank}` };
}

/** `≥ 0.95`, `≤ 0.1` or both, as the config has them. */
export function boundsText({ atLeast, atMost }: Pick<MetricExpectation, 'atLeast' | 'atMost'>): string {
  return [
    ...(atLeast === undefined ? [] : [`≥ ${atLeast}`]),
    ...(atMost === undefined ? [] : [`≤ ${atMost}`]),
  ].join(', ');
}

const longestShown = 60;

/** A text within a line: what can't be seen is written out. */
function shown(text: string): string {
  if (text === '') return '""';
  const line = text.replaceAll('\n', '⏎').replaceAll('\t', '⇥');
  return line.length > longestShown ? `${line.slice(0, longestShown - 1)}…` : line;
}
