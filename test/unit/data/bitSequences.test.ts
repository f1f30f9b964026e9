import assert from 'node:assert/strict';
import { bitCopy, bitRecall, bitRepeatCopy } from '../../../src/core/data/generators/bitSequences';
import { generatePairs } from '../../../src/core/data/generators/generatePairs';
import { languageSize, type PairLanguage } from '../../../src/core/data/generators/pairLanguage';

const draw = (language: PairLanguage, size: number, excluded: readonly string[] = []) =>
  generatePairs(language, size, { seedName: ['test', 1], excluded: new Set(excluded), share: 1 });

const lengths = { bits: 3, min_length: 2, max_length: 4 };

describe('sequences of bit vectors', () => {
  it('are copied as they are, behind them a delimiter if there is one', () => {
    const pairs = draw(bitCopy({ ...lengths, delimiter: '|' }), 200);
    for (const { source, target } of pairs) {
      assert.match(source, /^([01]{3} ){2,4}\|$/);
      assert.equal(target, source.slice(0, -2));
    }
    const plain = bitCopy(lengths);
    assert.equal(plain.oracle('010 111'), '010 111');
    for (const other of ['010', '010 11', '010 111 |', '010 112', ''])
      assert.equal(plain.oracle(other), undefined);
    assert.equal(languageSize(plain), 8 ** 2 + 8 ** 3 + 8 ** 4);
    assert.deepEqual([plain.longestSource, plain.longestTarget], [4, 4]);
  });

  it('are copied as often as the last token says', () => {
    const language = bitRepeatCopy({ ...lengths, min_repeats: 2, max_repeats: 3 });
    const pairs = draw(language, 300);
    for (const { source, target } of pairs) {
      const match = /^((?:[01]{3} ){2,4})x([23])$/.exec(source);
      assert.ok(match, source);
      assert.equal(`${target} `, match[1]!.repeat(Number(match[2])));
    }
    assert.deepEqual(new Set(pairs.map(({ source }) => source.slice(-2))), new Set(['x2', 'x3']));
    assert.equal(language.oracle('010 111 x4'), undefined);
    assert.equal(language.oracle('010 111'), undefined);
    assert.deepEqual([language.longestSource, language.longestTarget], [5, 12]);
    // The same sequence with another count is held out as well.
    const key = (source: string) => language.heldOutKey({ source, target: '' });
    assert.equal(key('010 111 x2'), key('010 111 x3'));
  });
});

describe('associative recall', () => {
  const language = bitRecall({ bits: 2, item_length: 2, min_items: 2, max_items: 4 });

  it('asks for the item behind one of the items, of which no two are equal', () => {
    const asked = new Set<string>();
    for (const { source, target } of draw(language, 500)) {
      const [list = '', query] = source.split(' ? ');
      const items = list
        .split(': ')
        .slice(1)
        .map((item) => item.trim());
      assert.ok(items.length >= 2 && items.length <= 4, source);
      assert.equal(new Set(items).size, items.length, source);
      const place = items.indexOf(query!);
      assert.ok(place >= 0 && place < items.length - 1, source);
      assert.equal(target, items[place + 1]);
      asked.add(`${place}/${items.length}`);
    }
    assert.deepEqual([...asked].sort(), ['0/2', '0/3', '0/4', '1/3', '1/4', '2/4']);
  });

  it('has every list of different items, once', () => {
    const few = bitRecall({ bits: 1, item_length: 2, min_items: 2, max_items: 3 });
    const size = 4 * 3 * 1 + 4 * 3 * 2 * 2;
    assert.equal(languageSize(few), size);
    assert.equal(new Set(draw(few, size).map(({ source }) => source)).size, size);
  });

  it('has no answer for a list that is not its own', () => {
    assert.equal(language.oracle(': 00 01 : 10 11 ? 00 01'), '10 11');
    for (const other of [
      ': 00 01 : 10 11 ? 10 11',
      ': 00 01 : 10 11 ? 11 11',
      ': 00 01 : 00 01 ? 00 01',
      ': 00 01 ? 00 01',
      ': 00 01 : 10 11',
      '00 01 : 10 11 ? 00 01',
    ])
      assert.equal(language.oracle(other), undefined, other);
  });
});
