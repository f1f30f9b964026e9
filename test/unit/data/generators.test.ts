import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addition } from '../../../src/core/data/generators/addition';
import { dateFormats, dates } from '../../../src/core/data/generators/dates';
import { generatePairs, LanguageExhaustedError } from '../../../src/core/data/generators/generatePairs';
import { languageSize, stratumSize } from '../../../src/core/data/generators/pairLanguage';
import type { PairLanguage, Stratum } from '../../../src/core/data/generators/pairLanguage';
import {
  copySequences,
  firstSymbols,
  reverseSequences,
} from '../../../src/core/data/generators/symbolSequences';
import type { Pair } from '../../../src/core/data/pair';

const sequenceOptions = { symbols: 10, min_length: 1, max_length: 10, level: 'char' } as const;

const languages: Readonly<Record<string, PairLanguage>> = {
  dates,
  addition: addition({ digits: 3 }),
  'long addition': addition({ digits: 15 }),
  copy: copySequences(sequenceOptions),
  reverse: reverseSequences(sequenceOptions),
  'reverse by the word': reverseSequences({ ...sequenceOptions, symbols: 50, level: 'word' }),
  'first symbols': firstSymbols(sequenceOptions),
  'copy of many symbols': copySequences({ ...sequenceOptions, symbols: 1000, max_length: 40 }),
};

const nothing: ReadonlySet<string> = new Set();

function draw(language: PairLanguage, size: number, seed: number, excluded = nothing, share = 1): Pair[] {
  return generatePairs(language, size, { seedName: ['test', seed], excluded, share });
}

const seeds = fc.integer({ min: 0, max: 1_000_000 });
const sizes = fc.integer({ min: 0, max: 300 });

function everySource({ radices, spell }: Stratum): string[] {
  const combinations = radices.reduce<number[][]>(
    (prefixes, radix) =>
      prefixes.flatMap((prefix) => Array.from({ length: radix }, (_, digit) => [...prefix, digit])),
    [[]],
  );
  return combinations.map(spell);
}

for (const [name, language] of Object.entries(languages)) {
  describe(`the language of ${name}`, () => {
    it('gives different sources whose targets are the oracle’s', () => {
      fc.assert(
        fc.property(seeds, sizes, (seed, size) => {
          const pairs = draw(language, size, seed);
          assert.equal(pairs.length, size);
          assert.equal(new Set(pairs.map(({ source }) => source)).size, size);
          for (const { source, target } of pairs) assert.equal(language.oracle(source), target);
        }),
        { numRuns: 20 },
      );
    });

    it('gives the same pairs for the same seed and others for another', () => {
      assert.deepEqual(draw(language, 100, 1), draw(language, 100, 1));
      assert.notDeepEqual(draw(language, 100, 1), draw(language, 100, 2));
    });

    it('continues a smaller set when a larger one is asked for', () => {
      assert.deepEqual(draw(language, 300, 1).slice(0, 100), draw(language, 100, 1));
    });

    it('keeps out whatever shares a held-out key', () => {
      fc.assert(
        fc.property(seeds, (seed) => {
          const heldOut = draw(language, 100, seed, nothing, 0.1);
          const keys = new Set(heldOut.map((pair) => language.heldOutKey(pair)));
          const train = draw(language, 500, seed + 1, keys);
          assert.ok(train.every((pair) => !keys.has(language.heldOutKey(pair))));
        }),
        { numRuns: 5 },
      );
    });

    it('states the longest source and target', () => {
      const pairs = draw(language, 3000, 7);
      const isWord = name.includes('word');
      const length = (text: string): number => (isWord ? text.split(' ') : Array.from(text)).length;
      assert.equal(Math.max(...pairs.map(({ source }) => length(source))), language.longestSource);
      assert.equal(Math.max(...pairs.map(({ target }) => length(target))), language.longestTarget);
    });

    it('has no target for text outside it', () => {
      assert.equal(language.oracle(''), undefined);
      assert.equal(language.oracle('#'), undefined);
      assert.equal(language.oracle(`${draw(language, 1, 0)[0]?.source ?? ''}#`), undefined);
    });
  });
}

describe('dates', () => {
  it('have 20 formats of 36,525 days, and no two texts are equal', () => {
    assert.equal(dateFormats.length, 20);
    assert.equal(languageSize(dates), 20 * 36_525);
    const texts = new Set<string>();
    for (const stratum of dates.strata) for (const source of everySource(stratum)) texts.add(source);
    assert.equal(texts.size, 20 * 36_525);
  });

  it('read every format right, against a table made by hand', () => {
    const written = [
      '1990-02-01',
      '19900201',
      '1990/02/01',
      '1990.02.01',
      '02/01/1990',
      '2/1/90',
      '01.02.1990',
      '1.2.90',
      '01-02-1990',
      '01 02 1990',
      '01FEB1990',
      '01-Feb-1990',
      '1 Feb 1990',
      'Feb 1, 1990',
      "Feb 1 '90",
      '1990 Feb 1',
      '1-Feb-90',
      'FEB-01-1990',
      '1990-Feb-01',
      '90-02-01',
    ];
    assert.deepEqual(
      written.map((text) => dates.oracle(text)),
      written.map(() => '1990-02-01'),
    );
    const day = (Date.UTC(1990, 1, 1) - Date.UTC(1950, 0, 1)) / 86_400_000;
    assert.deepEqual(
      dates.strata.map(({ spell }) => spell([day])),
      written,
    );
  });

  it('span 1950 to 2049 with leap days, and nothing else', () => {
    assert.equal(dates.oracle('1/1/50'), '1950-01-01');
    assert.equal(dates.oracle('12/31/49'), '2049-12-31');
    assert.equal(dates.oracle('29FEB2000'), '2000-02-29');
    for (const wrong of [
      '29FEB1999',
      '30.02.2000',
      '13/01/1990',
      '2050-01-01',
      '1949-12-31',
      '31APR1990',
      '1990-2-1',
    ]) {
      assert.equal(dates.oracle(wrong), undefined, wrong);
    }
  });

  it('hold a day out in all formats at once', () => {
    const key = dates.heldOutKey({ source: 'Feb 1, 1990', target: '1990-02-01' });
    assert.equal(dates.heldOutKey({ source: '1.2.90', target: '1990-02-01' }), key);
  });
});

describe('addition', () => {
  it('agrees with arithmetic on all sums of up to two digits', () => {
    const language = addition({ digits: 2 });
    const sources = language.strata.flatMap(everySource);
    assert.equal(sources.length, 10_000);
    assert.equal(new Set(sources).size, 10_000);
    for (const source of sources) {
      const [left = NaN, right = NaN] = source.split('+').map(Number);
      assert.equal(language.oracle(source), String(left + right));
    }
  });

  it('has no leading zeros, no missing and no longer numbers', () => {
    for (const wrong of ['+5', '5+', '05+1', '5+05', '100+1', '1+1+1', '1 + 1']) {
      assert.equal(addition({ digits: 2 }).oracle(wrong), undefined, wrong);
    }
  });

  it('adds numbers that a double can not hold', () => {
    assert.equal(addition({ digits: 15 }).oracle('999999999999999+999999999999999'), '1999999999999998');
  });

  it('holds out a sum together with its mirror image', () => {
    const language = addition({ digits: 3 });
    const key = language.heldOutKey({ source: '12+345', target: '357' });
    assert.equal(language.heldOutKey({ source: '345+12', target: '357' }), key);
  });
});

describe('copy, reverse and first', () => {
  it('write symbols as characters or as numbers', () => {
    assert.equal(copySequences(sequenceOptions).oracle('abc'), 'abc');
    assert.equal(reverseSequences(sequenceOptions).oracle('abc'), 'cba');
    const words = reverseSequences({ ...sequenceOptions, symbols: 50, level: 'word' });
    assert.equal(words.oracle('7 11 0 49'), '49 0 11 7');
    assert.equal(words.oracle('50'), undefined);
    assert.equal(firstSymbols(sequenceOptions).oracle('cab'), 'c');
  });

  it('use only symbols that neither lower-casing nor composing changes', () => {
    const language = copySequences({ symbols: 1000, min_length: 1, max_length: 1, level: 'char' });
    const symbols = language.strata.flatMap(everySource);
    assert.equal(new Set(symbols).size, 1000);
    for (const symbol of symbols) {
      assert.equal(symbol.toLowerCase().normalize('NFC'), symbol);
      assert.equal(Array.from(symbol).length, 1);
    }
  });

  it('draw every length about equally often while there are enough', () => {
    const counts = new Map<number, number>();
    for (const { source } of draw(copySequences({ ...sequenceOptions, min_length: 5 }), 6000, 3)) {
      counts.set(source.length, (counts.get(source.length) ?? 0) + 1);
    }
    assert.deepEqual([...counts.keys()].sort(), [10, 5, 6, 7, 8, 9]);
    for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 200, String(count));
  });
});

describe('generatePairs', () => {
  const tiny = copySequences({ symbols: 2, min_length: 1, max_length: 3, level: 'char' });

  it('gives all pairs of a language when asked for so many', () => {
    assert.equal(languageSize(tiny), 14);
    const sources = draw(tiny, 14, 0).map(({ source }) => source);
    assert.deepEqual(sources.sort(), tiny.strata.flatMap(everySource).sort());
  });

  it('says how many there are when asked for more', () => {
    assert.throws(() => draw(tiny, 15, 0), { name: 'LanguageExhaustedError', wanted: 15, available: 14 });
    assert.throws(() => draw(tiny, 14, 0, new Set(['a', 'bb'])), LanguageExhaustedError);
    assert.equal(draw(tiny, 12, 0, new Set(['a', 'bb'])).length, 12);
  });

  it('takes no more than its share of a stratum while others have room', () => {
    const language = copySequences(sequenceOptions);
    const counts = new Map<number, number>();
    for (const { source } of draw(language, 500, 1, nothing, 0.1)) {
      counts.set(source.length, (counts.get(source.length) ?? 0) + 1);
    }
    assert.equal(counts.get(1), 1);
    assert.equal(counts.get(2), 10);
  });

  it('goes beyond its share when nothing else is left', () => {
    assert.equal(draw(tiny, 14, 0, nothing, 0.1).length, 14);
  });

  it('counts strata beyond what a double holds exactly as infinite', () => {
    assert.equal(stratumSize({ radices: new Array<number>(30).fill(10), spell: String }), Infinity);
    assert.equal(languageSize(addition({ digits: 15 })), Infinity);
  });
});
