import assert from 'node:assert/strict';
import fc from 'fast-check';
import { configSchema, type ConfigInput } from '../../../src/core/config/schema';
import { loadMerges } from '../../../src/core/data/loadMerges';
import { learnBpe } from '../../../src/core/text/bpe/learnBpe';
import { compareCodePoints } from '../../../src/core/text/bpe/compareCodePoints';
import { formatMerges, parseMerges } from '../../../src/core/text/bpe/merges';
import { buildCodecs } from '../../../src/core/data/buildCodecs';
import { restoreCodecs, serializeCodecs } from '../../../src/core/text/codecs';
import { codecsSchema } from '../../../src/runs/codecsSchema';
import { recordFigure } from '../../support/figures';

const data = (sides: Partial<ConfigInput['data']>) =>
  configSchema.parse({ data: { train: 'a.tsv', dev: 'b.tsv', ...sides } }).data;
const bpe = data({ src: { level: 'bpe' }, trg: { level: 'bpe', bpe_merges: 5 } });
const pairs = [
  { source: 'low low low lower lower', target: 'newest newest widest' },
  { source: 'lowest slow', target: 'wide wider widest news' },
];

describe('level "bpe"', () => {
  it('merges the most frequent pairs of the training split, as many as the config says', () => {
    const { target } = buildCodecs(bpe, pairs);
    const serialized = target.toJSON();
    assert.ok(serialized.level === 'bpe');
    // As subword-nmt: "w i" and "s t" occur four times, and the last of equals comes first.
    assert.deepEqual(serialized.merges, [
      ['w', 'i'],
      ['wi', 'd'],
      ['s', 't</w>'],
      ['e', 'st</w>'],
      ['n', 'e'],
    ]);
    assert.deepEqual(target.tokenize('newest  wider'), ['ne@@', 'w@@', 'est', 'wid@@', 'e@@', 'r']);
  });

  it('gives text back exactly, up to its white space, whatever it is', () => {
    const { source } = buildCodecs(bpe, pairs);
    const word = fc.oneof(
      fc.constantFrom('low', 'lower', '@@', 'a@@', '@', 'x@@\u2060'),
      fc.stringMatching(/^\S{1,8}$/),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const text = words.join(' ').normalize('NFC');
        const clean = text.split(/\s+/u).filter((each) => each !== '');
        if (clean.some((each) => each.endsWith('@@\u2060'))) return;
        assert.equal(source.detokenize(source.tokenize(text)), clean.join(' '));
      }),
    );
  });

  it('survives codecs.json', () => {
    const codecs = buildCodecs(bpe, pairs);
    const stored = codecsSchema.parse(JSON.parse(JSON.stringify(serializeCodecs(codecs))));
    const restored = restoreCodecs(stored);
    const tokens = codecs.target.tokenize('newest wider');
    assert.deepEqual(restored.target.tokenize('newest wider'), tokens);
    assert.deepEqual(
      tokens.map((token) => restored.target.idOf(token)),
      tokens.map((token) => codecs.target.idOf(token)),
    );
  });

  it('learns from both sides together with share_vocab', () => {
    const shared = data({ share_vocab: true, src: { level: 'bpe' }, trg: { level: 'bpe' } });
    const { source, target } = buildCodecs(shared, pairs);
    assert.equal(source, target);
    assert.deepEqual(source.tokenize('lower newest'), ['lower', 'newest']);
  });

  it('takes the merges of a codes_file, and says what is wrong with one', async () => {
    const codes = data({ src: { level: 'bpe', codes_file: 'codes.bpe' } });
    const read = (text: string | undefined) => () =>
      Promise.resolve(text === undefined ? undefined : new TextEncoder().encode(text));
    const merges = await loadMerges(codes, read('#version: 0.2\nl o\nlo w</w>\n'));
    const { source } = buildCodecs(codes, pairs, { merges });
    assert.deepEqual(source.tokenize('low lower'), ['low', 'lo@@', 'w@@', 'e@@', 'r']);
    await assert.rejects(loadMerges(codes, read('l o\n')), {
      name: 'MergesError',
      message:
        'codes.bpe:1 is not "#version: 0.2". A codes_file is what subword-nmt\'s learn-bpe writes (version 0.2 or later).',
    });
    await assert.rejects(
      loadMerges(codes, read('#version: 0.2\nl o\nlow\n')),
      /^MergesError: codes\.bpe:3 is no merge: "low"/,
    );
    await assert.rejects(loadMerges(codes, read(undefined)), /There is no codes_file codes\.bpe/);
  });

  it('writes merges as it reads them', () => {
    const merges = learnBpe(
      new Map([
        ['newest', 3],
        ['widest', 2],
      ]),
      5,
    );
    assert.deepEqual(parseMerges(formatMerges(merges), 'x'), merges);
  });

  it('orders texts by code points, not by code units', () => {
    const texts = ['\u{1F600}', '\uFF71', 'a', 'ab', '', '\uE000', '\u{10000}'];
    const byCodePoints = texts.toSorted((a, b) => {
      const [x, y] = [Array.from(a), Array.from(b)].map((each) => each.map((c) => c.codePointAt(0) ?? 0));
      for (let index = 0; index < Math.min(x!.length, y!.length); index++)
        if (x![index] !== y![index]) return x![index]! - y![index]!;
      return x!.length - y!.length;
    });
    assert.deepEqual(texts.toSorted(compareCodePoints), byCodePoints);
  });

  it('learns 4,000 merges from 100,000 lines and segments them within seconds', () => {
    const syllables = [
      'ka',
      'lo',
      'mi',
      'tur',
      'ben',
      'sha',
      'ri',
      'nok',
      'e',
      'ul',
      'pan',
      'go',
      'vex',
      'di',
    ];
    let state = 1;
    const next = (below: number): number => (state = (state * 48271) % 0x7fffffff) % below;
    const word = () => Array.from({ length: 1 + next(4) }, () => syllables[next(syllables.length)]).join('');
    const words = Array.from({ length: 20_000 }, word);
    const lines = Array.from({ length: 100_000 }, () =>
      Array.from({ length: 12 }, () => words[Math.floor(words.length * (next(1000) / 1000) ** 3)]).join(' '),
    );
    const config = data({ src: { level: 'bpe', bpe_merges: 4000 } });
    const began = process.cpuUsage();
    buildCodecs(
      config,
      lines.map((source) => ({ source, target: '' })),
    );
    const { user, system } = process.cpuUsage(began);
    const seconds = (user + system) / 1e6;
    recordFigure({
      name: 'byte pair encoding: 4,000 merges of 100,000 lines, learned and applied',
      value: 1000 * seconds,
      unit: 'ms of processor time',
      budget: 10_000,
    });
    assert.ok(seconds < 60, `${seconds} s`);
  });
});
