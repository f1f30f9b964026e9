import fc from 'fast-check';
import assert from 'node:assert/strict';
import { parseWordVectors, wordVectorDimension } from '../../../src/core/text/wordVectors';

const encode = (text: string) => new TextEncoder().encode(text);
const read = (text: string | Uint8Array, ...wanted: string[]) =>
  parseWordVectors(typeof text === 'string' ? encode(text) : text, 'v.txt', new Set(wanted));
const valuesOf = (text: string | Uint8Array, ...wanted: string[]) =>
  Object.fromEntries([...read(text, ...wanted).vectors].map(([word, vector]) => [word, [...vector]]));

type Entry = readonly [string, readonly number[]];

function glove(entries: readonly Entry[]): string {
  return entries.map(([word, vector]) => `${word} ${vector.join(' ')}\n`).join('');
}

function binary(entries: readonly Entry[], dimension: number, between = '\n'): Uint8Array {
  const parts = entries.map(([word, vector]) => [
    ...encode(`${word} `),
    ...new Uint8Array(Float32Array.from(vector).buffer),
    ...encode(between),
  ]);
  return Uint8Array.from([...encode(`${entries.length} ${dimension}\n`), ...parts.flat()]);
}

describe('parseWordVectors', () => {
  it('reads GloVe: a word and its numbers a line', () => {
    const text = 'the 0.5 -1.25\nof 1e-3 2\n';
    assert.deepEqual(valuesOf(text, 'the', 'of', 'cat'), { the: [0.5, -1.25], of: [Math.fround(1e-3), 2] });
    const { dimension, wordCount } = read(text);
    assert.deepEqual([dimension, wordCount], [2, 2]);
  });

  it('reads word2vec as text, with its line of sizes, trailing spaces and Windows line breaks', () => {
    assert.deepEqual(valuesOf('2 3\r\n</s> 0 0 0 \r\nüber 1 2 3 \r\n', 'über'), { über: [1, 2, 3] });
  });

  it('reads word2vec as binary, with and without line breaks between the words', () => {
    const entries: Entry[] = [
      ['the', [0.5, -1.25]],
      ['naïve', [3, 1e-20]],
    ];
    for (const between of ['\n', ''])
      assert.deepEqual(valuesOf(binary(entries, 2, between), 'the', 'naïve'), {
        the: [0.5, -1.25],
        naïve: [3, Math.fround(1e-20)],
      });
  });

  it('keeps the words that are wanted, and the first vector of a word that is there twice', () => {
    assert.deepEqual(valuesOf('a 1 2\nb 3 4\na 5 6\n', 'a'), { a: [1, 2] });
  });

  it('takes words with spaces in them', () => {
    assert.deepEqual(valuesOf('x 3 4\nat name 1 2\n', 'at name'), { 'at name': [1, 2] });
  });

  it('reads the same vectors from all three formats', () => {
    const word = fc.stringMatching(/^[a-zé]{1,6}$/);
    const vector = fc
      .array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
        minLength: 3,
        maxLength: 3,
      })
      .map((values) => values.map((value) => value + 0));
    const words = fc.uniqueArray(fc.tuple(word, vector), { minLength: 1, selector: ([text]) => text });
    fc.assert(
      fc.property(words, (entries) => {
        const wanted = entries.map(([text]) => text);
        const expected = valuesOf(binary(entries, 3), ...wanted);
        assert.deepEqual(valuesOf(glove(entries), ...wanted), expected);
        assert.deepEqual(valuesOf(`${entries.length} 3\n${glove(entries)}`, ...wanted), expected);
        assert.deepEqual(
          Object.keys(expected).toSorted((a, b) => (a < b ? -1 : 1)),
          wanted.toSorted((a, b) => (a < b ? -1 : 1)),
        );
      }),
    );
  });

  const wrong: readonly [string, string | Uint8Array, RegExp][] = [
    ['an empty file', '', /v\.txt is empty\. Valid are word2vec/],
    ['a line with fewer numbers', 'a 1 2\nb 3\nc 4 5\n', /v\.txt:2 has 1 number instead of 2/],
    ['a line with more numbers', 'a 1 2\nb 3 4 5\n', /v\.txt:2 has 3 numbers instead of 2/],
    ['a last line that is cut off', 'a 1 2\nb 3', /v\.txt:2 has 1 number instead of 2.* cut off/],
    ['something else than a number', 'a 1 2\nb 3 x\n', /v\.txt:2: "x" in the vector of "b" is no number/],
    ['text without any numbers', 'hello\nworld\n', /v\.txt:1 has 0 numbers instead of a vector.*Valid are/],
    [
      'fewer words than the first line says',
      '3 2\na 1 2\nb 3 4\n',
      /has 3 words, but ends after 2: it is cut/,
    ],
    [
      'a binary file that is cut off',
      binary(
        [
          ['a', [1, 2]],
          ['b', [3, 4]],
        ],
        2,
      ).subarray(0, 20),
      /v\.txt ends in word 2 of 2, at byte 20: it is cut off/,
    ],
  ];
  for (const [what, text, message] of wrong)
    it(`says where and what is wrong: ${what}`, () => {
      assert.throws(() => read(text, 'a', 'b'), message);
    });
});

describe('wordVectorDimension', () => {
  it('tells the size of the vectors from the beginning of a file', () => {
    assert.equal(wordVectorDimension(encode('the 0.5 -1.25 3\nof')), 3);
    assert.equal(wordVectorDimension(encode('400000 300\nthe 0.')), 300);
    assert.equal(wordVectorDimension(encode('some other text\n')), undefined);
    assert.equal(wordVectorDimension(encode('')), undefined);
  });
});
