import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beamSearch, type BeamOptions } from '../../../src/core/decode/beamSearch';
import { AllowedText } from '../../../src/core/decode/constraints/allowedText';
import { grammar } from '../../../src/core/text/grammars/grammars';
import { regularExpression } from '../../../src/core/text/grammars/regularExpression';
import type { TextMachine } from '../../../src/core/text/grammars/textMachine';
import { configSchema } from '../../../src/core/config/schema';
import { greedySearch } from '../../../src/core/decode/greedySearch';
import type { SearchHypothesis } from '../../../src/core/decode/search';
import { buildCodecs } from '../../../src/core/data/buildCodecs';
import { decodeTokens } from '../../../src/core/text/encodeText';
import type { TextCodec } from '../../../src/core/text/textCodec';
import { VocabularyCodec } from '../../../src/core/text/vocabularyCodec';
import { everyHypothesis } from './everyHypothesis';
import { randomTable } from './randomTable';
import { sourcesOf, TableModel } from './tableModel';

function codecOf(level: 'char' | 'word', tokens: readonly string[]): TextCodec {
  return new VocabularyCodec({
    level,
    lowercase: false,
    padToken: '<pad>',
    unkToken: '<unk>',
    bosToken: '<s>',
    eosToken: '</s>',
    vocabulary: ['<pad>', '<unk>', '<s>', '</s>', ...tokens],
  });
}

function optionsFor(
  machine: TextMachine,
  codec: TextCodec,
  sources: number,
  change: Partial<BeamOptions> & { maxLength: number; beamSize: number; prefix?: readonly string[] },
): BeamOptions {
  const { maxLength, prefix = [], ...rest } = change;
  return {
    bosId: codec.bosId,
    eosId: codec.eosId,
    neverIds: [codec.padId, codec.bosId],
    maxLengths: new Array<number>(sources).fill(maxLength),
    prefixIds: prefix.map((token) => codec.idOf(token)),
    constraint: new AllowedText(machine, codec).constraint(prefix),
    alpha: 0,
    keepAttention: undefined,
    nBest: change.beamSize,
    ...rest,
  };
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
const isBalanced = (text: string): boolean => {
  let rest = text.replace(/[^()[\]{}]/g, '');
  for (let before = ''; before !== rest;) [before, rest] = [rest, rest.replace(/\(\)|\[\]|\{\}/g, '')];
  return rest === '';
};

const bpeCodec = (): TextCodec => {
  const { data } = configSchema.parse({
    data: { train: 'a.tsv', dev: 'b.tsv', trg: { level: 'bpe', bpe_merges: 5 } },
  });
  const pairs = [{ source: 'a', target: 'newest newest widest wide wider widest news' }];
  return buildCodecs(data, pairs).target;
};

interface Case {
  readonly machine: TextMachine;
  readonly codec: TextCodec;
  readonly matches: (text: string) => boolean;
  /** Least and largest room, in tokens with the end symbol. */
  readonly lengths: readonly [number, number];
}

const expression = (source: string, codec: TextCodec, lengths: Case['lengths']): Case => ({
  machine: regularExpression(source),
  codec,
  matches: (text) => new RegExp(`^(?:${source})$`, 'us').test(text),
  lengths,
});

const cases: Record<string, Case> = {
  'characters of a number': expression(
    String.raw`-?\d+(?:\.\d{2})?`,
    codecOf('char', ['1', '2', '.', '-', 'x']),
    [2, 9],
  ),
  'a choice of words, spelt': expression('abba|baa|b', codecOf('char', ['a', 'b', 'c']), [2, 6]),
  'words between spaces': expression(
    '(?:the )?(?:cat|dog)(?: sat)*',
    codecOf('word', ['the', 'cat', 'dog', 'sat', 'the cat']),
    [2, 7],
  ),
  'pieces of words': expression('(?:new|wide)(?: wider)*', bpeCodec(), [4, 12]),
  'the empty text or one letter': expression('a?', codecOf('char', ['a', 'b']), [1, 3]),
  'a date, in characters': {
    ...expression('', codecOf('char', Array.from('0123456789-/')), [11, 14]),
    machine: grammar('iso_date'),
    matches: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(new Date(text).getTime()),
  },
  'JSON in characters': {
    machine: grammar('json'),
    codec: codecOf('char', Array.from('{}[]":,ae1-.ntrulfs\\ ')),
    matches: isJson,
    lengths: [2, 16],
  },
  'JSON in pieces of several characters': {
    machine: grammar('json'),
    codec: codecOf('word', ['{', '}', '[', ']', '"a":', '1', '-', '-1', '"a" :[', ',', ']}', '"']),
    matches: isJson,
    lengths: [2, 12],
  },
  'JSON whose only values are lists': {
    machine: grammar('json'),
    codec: codecOf('char', ['[', ']', ',', '}']),
    matches: isJson,
    lengths: [3, 12],
  },
  'balanced brackets': {
    machine: grammar('balanced_brackets'),
    codec: codecOf('char', Array.from('()[]x')),
    matches: isBalanced,
    lengths: [1, 11],
  },
  'brackets that close several at once': {
    machine: grammar('balanced_brackets'),
    codec: codecOf('word', ['(', ')', '))', ')(', '([', '])', 'x']),
    matches: isBalanced,
    lengths: [1, 9],
  },
};

const textOf = (codec: TextCodec, { ids }: SearchHypothesis): string =>
  codec.detokenize(decodeTokens(codec, ids));

describe('Decoding with allowed', () => {
  for (const [name, { machine, codec, matches, lengths }] of Object.entries(cases))
    it(`writes nothing else, and always comes to an end: ${name}`, () => {
      fc.assert(
        fc.property(
          fc.nat(),
          fc.integer({ min: lengths[0], max: lengths[1] }),
          fc.integer({ min: 1, max: 4 }),
          (seed, maxLength, beamSize) => {
            const model = new TableModel(codec.vocabularySize, randomTable(seed, codec.vocabularySize));
            const options = optionsFor(machine, codec, 2, { maxLength, beamSize });
            const greedy = greedySearch(model, sourcesOf([1, 2]), options);
            const beams = beamSearch(model, sourcesOf([1, 2]), options);
            for (const found of [...greedy.map((one) => (one === undefined ? [] : [one])), ...beams]) {
              assert.ok(found.length > 0);
              for (const hypothesis of found) {
                assert.ok(hypothesis.finished);
                assert.ok(matches(textOf(codec, hypothesis)), JSON.stringify(textOf(codec, hypothesis)));
              }
            }
          },
        ),
        { numRuns: 60 },
      );
    });

  for (const name of [
    'a choice of words, spelt',
    'words between spaces',
    'balanced brackets',
    'JSON whose only values are lists',
  ])
    it(`finds every text that is allowed, with a beam as wide as all there is: ${name}`, () => {
      const { machine, codec, matches } = cases[name]!;
      const size = codec.vocabularySize;
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const table = randomTable(seed, size);
          const options = optionsFor(machine, codec, 1, { maxLength: 5, beamSize: 1500 });
          const [found] = beamSearch(new TableModel(size, table), sourcesOf([1]), options);
          const expected = everyHypothesis({ next: table, source: 1, size, maxLength: 5, eosId: codec.eosId })
            .filter((one) => one.finished && matches(codec.detokenize(decodeTokens(codec, one.ids))))
            .sort((a, b) => b.logProbability - a.logProbability);
          assert.deepEqual(
            found?.map(({ ids }) => ids),
            expected.map(({ ids }) => ids),
          );
        }),
        { numRuns: 5 },
      );
    });

  it('goes on from a prefix, also from one that the vocabulary lacks', () => {
    const codec = codecOf('char', ['1', '2', '-']);
    const machine = regularExpression(String.raw`x-\d+`);
    const options = { maxLength: 6, beamSize: 2, prefix: ['x', '-'] };
    const model = new TableModel(codec.vocabularySize, randomTable(3, codec.vocabularySize));
    const found = beamSearch(model, sourcesOf([1]), optionsFor(machine, codec, 1, options)).flat();
    assert.equal(found.length, 2);
    for (const { ids } of found) assert.match(textOf(codec, { ...found[0]!, ids: ids.slice(2) }), /^[12]+$/);
    const wrong = optionsFor(machine, codec, 1, { ...options, prefix: ['1'] });
    assert.deepEqual(beamSearch(model, sourcesOf([1]), wrong), [[]]);
  });

  it('finds nothing where the room is too short or the vocabulary lacks what it takes', () => {
    const codec = codecOf('char', ['a']);
    const model = new TableModel(codec.vocabularySize, randomTable(3, codec.vocabularySize));
    for (const [source, maxLength] of [
      ['aaaa', 4],
      ['ab', 9],
    ] as const) {
      const options = optionsFor(regularExpression(source), codec, 1, { maxLength, beamSize: 1 });
      assert.deepEqual(greedySearch(model, sourcesOf([1]), options), [undefined]);
    }
  });
});
