import { expectationsOf } from '../../core/config/expectations';
import type { Expectation } from '../../core/config/expectations';
import { parseConfig } from '../../core/config/parseConfig';
import { resolveConfigName } from '../../core/config/resolveConfigName';

/** One test, and where it is written. */
export interface ExpectedTest {
  /** By what is expected, so that a test keeps its result when others come before it. */
  readonly id: string;
  readonly expectation: Expectation;
  readonly offset: number;
  readonly length: number;
}

export interface ExpectedTests {
  readonly name: string;
  readonly tests: readonly ExpectedTest[];
  /** Everything that a training depends on: when it changes, results are those of another model. */
  readonly trained: string;
}

/** The tests of a config's text. Undefined while the text is no config: what is known of it then stays as it is. */
export function readExpectedTests(text: string, fileName: string): ExpectedTests | undefined {
  const { config, document } = parseConfig(text);
  if (config === undefined) return undefined;
  const counts = new Map<string, number>();
  const tests = expectationsOf(config).map(({ at, expectation }) => {
    const content = JSON.stringify(expectation);
    const count = (counts.get(content) ?? 0) + 1;
    counts.set(content, count);
    const { offset, length } = document.valueRange(['expect', at]);
    return { id: `${content}#${count}`, expectation, offset, length };
  });
  return {
    name: resolveConfigName(config, fileName),
    tests,
    trained: JSON.stringify({ ...config, expect: undefined }),
  };
}
