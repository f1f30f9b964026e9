import assert from 'node:assert/strict';
import fc from 'fast-check';
import { configSchema, type ConfigInput, type Task } from '../../../src/core/config/schema';
import { makeExamples } from '../../../src/core/data/makeExamples';
import { alignedAddition } from '../../../src/core/data/generators/alignedAddition';
import { generatePairs } from '../../../src/core/data/generators/generatePairs';
import { parseTrees } from '../../../src/core/data/generators/parseTrees';
import { lexicon } from '../../../src/core/data/generators/toyGrammar';
import { loadSplits } from '../../../src/core/data/loadSplits';
import { readPairFile } from '../../../src/core/data/readPairFile';
import { bracketF1, malformedTrees, readBrackets } from '../../../src/core/metrics/bracketF1';
import { corpusScore } from '../../../src/core/metrics/corpusMetric';
import { buildCodecs } from '../../../src/core/data/buildCodecs';

const configOf = (task: Task, data: Partial<ConfigInput['data']> = {}) =>
  configSchema.parse({ task, data: { train: 'train.txt', dev: 'dev.txt', ...data } });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the text of a language model', () => {
  it('is cut into pieces that each start anew, the end symbol behind the last alone', () => {
    const config = configOf('language_model', { trg: { max_length: 4 } });
    const { pairs, problems } = readPairFile(bytes('ab\r\ncdef\nghi'), 'train.txt', config);
    assert.deepEqual(problems, []);
    assert.deepEqual(pairs, [
      { source: '', target: 'ab\nc', line: 1, continues: true },
      { source: '', target: 'def\n', line: 2, continues: true },
      { source: '', target: 'ghi', line: 3 },
    ]);
    const codecs = buildCodecs(config.data, pairs, { task: 'language_model' });
    const { examples } = makeExamples(codecs, pairs, config.data);
    const { eosId } = codecs.target;
    assert.deepEqual(
      examples.map(({ sourceIds, targetIds }) => [
        sourceIds.length,
        targetIds.length,
        targetIds.at(-1) === eosId,
      ]),
      [
        [0, 4, false],
        [0, 4, false],
        [0, 4, true],
      ],
    );
  });

  it('loses and invents no token, whatever the text and the length', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (text, length) => {
          const config = configOf('language_model', { trg: { max_length: length, lowercase: true } });
          const { pairs } = readPairFile(bytes(text), 'train.txt', config);
          const read = text
            .replace(/^\uFEFF/, '')
            .replace(/\r\n?/g, '\n')
            .normalize('NFC');
          assert.equal(pairs.map(({ target }) => target).join(''), read.toLowerCase().normalize('NFC'));
        },
      ),
    );
  });

  it('comes from the second column of a .tsv file, whose first one must be empty', () => {
    const config = configOf('language_model');
    const { pairs, problems } = readPairFile(bytes('\tfirst text\nsource\tsecond\n'), 'train.tsv', config);
    assert.deepEqual(pairs, [{ source: '', target: 'first text', line: 1 }]);
    assert.deepEqual(
      problems.map(({ code, message }) => `${code}: ${message}`),
      [
        'source-without-use: train.tsv:2 has a source, "source", but a language model reads none. Leave the first column empty (TAB, then the text), or set task to "translation".',
      ],
    );
  });
});

describe('pairs of task "aligned"', () => {
  it('are refused with file and line when source and target have not as many tokens', async () => {
    const config = configOf('aligned', {
      train: 'train.tsv',
      dev: 'train.tsv',
      src: { level: 'word' },
      trg: { level: 'word' },
    });
    const read = () => Promise.resolve(bytes('a b\tx y\na b c\tx y\n'));
    await assert.rejects(loadSplits(config, read), {
      message:
        'data.dev: train.tsv:2 has 3 source and 2 target tokens: "a b c" → "x y". Task "aligned" needs one target token for each source token. Correct the line, or set task to "translation".',
    });
  });
});

describe('the generator "aligned_addition"', () => {
  const language = alignedAddition({ min_length: 1, max_length: 12 });

  it('adds column by column, least significant first, with the last carry in a column of its own', () => {
    assert.equal(language.oracle('3+4 5+9 0+0'), '7 4 1');
    assert.equal(language.oracle('9+9 9+0 9+0 0+0'), '8 0 0 1');
    assert.equal(language.oracle('3+4 5+9'), undefined);
    assert.equal(language.oracle('3+4 x 0+0'), undefined);
  });

  it('makes targets as long as their sources that the schoolbook would write', () => {
    for (const { source, target } of generatePairs(language, 300, {
      seedName: ['t'],
      excluded: new Set(),
      share: 1,
    })) {
      let carry = 0;
      const digits = source.split(' ').map((text) => {
        const [a, b] = text.split('+').map(Number);
        const sum = (a ?? 0) + (b ?? 0) + carry;
        carry = Math.floor(sum / 10);
        return sum % 10;
      });
      assert.equal(carry, 0);
      assert.equal(target, digits.join(' '));
    }
  });

  it('takes a+b and b+a for one', () => {
    const key = (source: string) => language.heldOutKey({ source, target: '' });
    assert.equal(key('3+4 5+9 0+0'), key('4+3 9+5 0+0'));
    assert.notEqual(key('3+4 5+9 0+0'), key('4+3 5+9 0+0'));
  });
});

describe('the generator "parse_trees"', () => {
  it('writes the tree of a sentence with its parts of speech', () => {
    assert.equal(
      parseTrees().oracle('the dog of anna saw a cat with peter'),
      '(S (NP (NP DT NN ) (PP IN (NP NNP ) ) ) (VP VBT (NP DT NN ) (PP IN (NP NNP ) ) ) )',
    );
    assert.equal(
      parseTrees().oracle('anna said that the old bird slept'),
      '(S (NP NNP ) (VP VBS (SBAR WDT (S (NP DT JJ NN ) (VP VBD ) ) ) ) )',
    );
    assert.equal(parseTrees().oracle('dog the slept'), undefined);
  });

  it('draws sentences whose trees the parser finds as they were drawn, with leaves for all words', () => {
    const pairs = generatePairs(parseTrees(), 2000, { seedName: ['t'], excluded: new Set(), share: 1 });
    assert.equal(new Set(pairs.map(({ source }) => source)).size, 2000);
    for (const { source, target } of pairs) {
      const read = readBrackets(target);
      assert.equal(read?.leaves, source.split(' ').length, target);
      assert.ok(source.split(' ').length <= parseTrees().longestSource);
      assert.ok(target.split(' ').length <= parseTrees().longestTarget);
    }
  });

  it('has no word with two parts of speech', () => {
    const words = Object.values(lexicon).flat();
    assert.equal(new Set(words).size, words.length);
  });
});

describe('bracket F1', () => {
  const score = (hypothesis: string, reference: string) =>
    corpusScore(bracketF1, [{ hypothesis, reference }]);
  const reference = '(S (NP DT NN ) (VP VBT (NP NNP ) ) )';

  it('is 100 for the same tree, with or without labels at the closing brackets', () => {
    assert.equal(score(reference, reference), 100);
    assert.equal(score('(S (NP DT NN )NP (VP VBT (NP NNP )NP )VP )S', reference), 100);
    assert.equal(score('(S (NP JJ JJ ) (VP JJ (NP JJ ) ) )', reference), 100);
  });

  it('counts labelled spans: precision and recall in one', () => {
    // Three of four found, three of three right.
    assert.equal(score('(S (NP DT NN ) (VP VBT NNP ) )', reference), (100 * 2 * 3) / 7);
    // One label is wrong.
    assert.equal(score('(S (NP DT NN ) (VP VBT (VP NNP ) ) )', reference), 75);
    assert.equal(score('(S (NP DT ) (VP VBT (NP NNP ) ) )', reference), 0);
  });

  it('agrees with a count of brackets by hand over random trees', () => {
    const tree: fc.Arbitrary<string> = fc.letrec<{ tree: string; node: string }>((tie) => ({
      node: fc
        .tuple(fc.constantFrom('A', 'B'), fc.array(tie('tree'), { minLength: 1, maxLength: 3 }))
        .map(([label, children]) => `(${label} ${children.join(' ')} )`),
      tree: fc.oneof({ maxDepth: 3 }, fc.constant('x'), tie('node')),
    })).node;
    fc.assert(
      fc.property(tree, tree, (hypothesis, other) => {
        const [found, gold] = [spansByHand(hypothesis), spansByHand(other)];
        const sameLeaves = leaves(hypothesis) === leaves(other);
        const left = [...gold];
        const matched = sameLeaves
          ? found.filter((span) => {
              const place = left.indexOf(span);
              if (place >= 0) left.splice(place, 1);
              return place >= 0;
            }).length
          : 0;
        const expected = (200 * matched) / (gold.length + (sameLeaves ? found.length : 0));
        assert.ok(Math.abs(score(hypothesis, other) - expected) < 1e-9);
      }),
    );
  });

  it('counts outputs that are no tree', () => {
    const malformed = ['', 'DT', '(S', '(S )', '(S DT ) )', '(S DT ) (S DT )', '(S (NP DT )VP )', '( DT )'];
    const pairs = [...malformed, reference].map((hypothesis) => ({ hypothesis, reference }));
    assert.equal(corpusScore(malformedTrees, pairs), malformed.length / pairs.length);
    for (const hypothesis of malformed) assert.equal(score(hypothesis, reference), 0, hypothesis);
  });
});

/** Labels with their spans, by reading a well-formed tree recursively. */
function spansByHand(text: string): string[] {
  const tokens = text.split(' ');
  const spans: string[] = [];
  let place = 0;
  let leaf = 0;
  const read = (): void => {
    const token = tokens[place++] ?? '';
    if (!token.startsWith('(')) {
      leaf++;
      return;
    }
    const start = leaf;
    while (tokens[place] !== ')') read();
    place++;
    spans.push(`${token.slice(1)} ${start} ${leaf}`);
  };
  read();
  return spans;
}

function leaves(text: string): number {
  return text.split(' ').filter((token) => token === 'x').length;
}
