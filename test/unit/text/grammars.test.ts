import assert from 'node:assert/strict';
import fc from 'fast-check';
import { grammar } from '../../../src/core/text/grammars/grammars';
import { GrammarError } from '../../../src/core/text/grammars/grammarError';
import { regularExpression } from '../../../src/core/text/grammars/regularExpression';
import type { TextMachine } from '../../../src/core/text/grammars/textMachine';

/** Whether a machine accepts a text, and how many of its characters it takes. */
function read(machine: TextMachine, text: string): { accepted: boolean; taken: number } {
  let mode = machine.start;
  const frames: string[] = [];
  let taken = 0;
  for (const character of text) {
    const move = machine.read(mode, frames.at(-1), character);
    if (move === undefined) return { accepted: false, taken };
    if (move.close === true) frames.pop();
    if (move.open !== undefined) frames.push(move.open);
    mode = move.mode;
    taken++;
  }
  return { accepted: frames.length === 0 && machine.accepts(mode), taken };
}

const accepts = (machine: TextMachine, text: string): boolean => read(machine, text).accepted;

describe('A regular expression as a machine', () => {
  /** Expressions over few characters, so that random texts often match. */
  const expression = fc.letrec<{ one: string }>((tie) => ({
    one: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', String.raw`\d`, String.raw`\p{L}`, '(?:)', '1'),
      fc.tuple(tie('one'), tie('one')).map(([x, y]) => x + y),
      fc.tuple(tie('one'), tie('one')).map(([x, y]) => `(${x}|${y})`),
      fc
        .tuple(tie('one'), fc.constantFrom('*', '+', '?', '{2}', '{0}', '{1,3}', '{0,2}', '{2,}', '*?'))
        .map(([x, quantifier]) => `(?:${x})${quantifier}`),
    ),
  })).one;

  it('accepts exactly what JavaScript matches from end to end', () => {
    fc.assert(
      fc.property(
        expression,
        fc.array(fc.array(fc.constantFrom('a', 'b', '1', '😀', '\n'), { maxLength: 7 }), {
          minLength: 8,
          maxLength: 20,
        }),
        (source, texts) => {
          const machine = regularExpression(source);
          const whole = new RegExp(`^(?:${source})$`, 'us');
          for (const text of texts.map((characters) => characters.join('')))
            assert.equal(accepts(machine, text), whole.test(text), `${source} on ${text}`);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes anchors at the ends for what they are', () => {
    assert.ok(accepts(regularExpression('^ab$'), 'ab'));
    assert.ok(accepts(regularExpression('^a$|^b$'), 'b'));
  });

  it('says what is wrong with an expression, and where', () => {
    const cases: [string, RegExp][] = [
      ['a(b', /wrong at its character 4: Unterminated group/],
      [String.raw`(a)\1`, /\\1 at character 4 of the regular expression is nothing that can be checked/],
      ['a(?=b)', /\(\?=b\) at character 2/],
      [String.raw`a\bb`, /\\b at character 2/],
      ['a^b', /\^ at character 2/],
      ['((a{100}){100}){100}', /more than 10000 characters once its repetitions are written out/],
    ];
    for (const [source, message] of cases)
      assert.throws(
        () => regularExpression(source),
        (error) => error instanceof GrammarError && message.test(error.message),
        source,
      );
  });
});

describe('The grammar json', () => {
  const json = grammar('json');

  it('accepts every JSON text, however it is laid out', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        assert.ok(accepts(json, text), text);
        assert.ok(accepts(json, ` \n${text}\r `), text);
      }),
    );
  });

  it('accepts no text that JSON.parse refuses, and of each other text every beginning', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      '-',
      '0',
      '1',
      '.',
      'e',
      '+',
      'true',
      'null',
      ' ',
      '\\',
      'u00aF',
      'x',
      '\n',
      '\u0001',
      '\u0085',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        assert.equal(accepts(json, text), parses(text), JSON.stringify(text));
      }),
      { numRuns: 3000 },
    );
  });

  const parses = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
});

describe('The grammar iso_date', () => {
  const isoDate = grammar('iso_date');

  it('accepts the days of the calendar and no others', () => {
    for (const year of [0, 4, 100, 400, 1900, 1999, 2000, 2023, 2024, 9999])
      for (let month = 0; month <= 13; month++)
        for (let day = 0; day <= 32; day++) {
          const text = [
            String(year).padStart(4, '0'),
            ...[month, day].map((part) => String(part).padStart(2, '0')),
          ].join('-');
          const date = new Date(`${text}T00:00:00Z`);
          const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
          assert.equal(accepts(isoDate, text), exists, text);
        }
    for (const text of ['', '2024-1-1', '2024-01-01 ', '02024-01-01']) assert.ok(!accepts(isoDate, text));
  });
});

describe('The grammar balanced_brackets', () => {
  it('accepts what closes its brackets in order', () => {
    const brackets = grammar('balanced_brackets');
    for (const text of ['', 'abc', '(a[b]{c})()', '(S (NP a) (VP b))'])
      assert.ok(accepts(brackets, text), text);
    for (const text of ['(', ')', '(]', '([)]', '(()']) assert.ok(!accepts(brackets, text), text);
  });
});
