import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');

type Texts = Readonly<Record<string, string>>;

const read = (name: string): Texts => JSON.parse(readFileSync(path.join(root, name), 'utf8')) as Texts;

/** What is the same in German: names, and words that German has taken over. */
const alike = new Set([
  ...['BLEU', 'chrF', 'GRU', 'LSTM', 'RNN', 'Bahdanau', 'Seq2Seq Lab', 'true', 'false'],
  ...['Decoder', 'Encoder', 'Embeddings', 'Engine', 'Experiment', 'Pointer', 'Training'],
  ...[
    'Name',
    'Trainings',
    'Controller: {1}',
    'Download: {0}',
    'Filter: {0}',
    '{0} · Training',
    '{0} Training in {1}',
  ],
]);

/** All of the matches of a pattern, in the order of the alphabet: German has an order of words of its own. */
const all = (pattern: RegExp, text: string): string[] => (text.match(pattern) ?? []).toSorted();

for (const [english, german] of [
  ['l10n/bundle.l10n.json', 'l10n/bundle.l10n.de.json'],
  ['package.nls.json', 'package.nls.de.json'],
] as const)
  describe(`The German texts in ${german}`, () => {
    const texts = read(english);
    const translations = read(german);
    const pairs = Object.entries(texts).flatMap(([key, text]): [string, string][] => {
      const translation = translations[key];
      return translation === undefined ? [] : [[text, translation]];
    });

    it('are complete', () => {
      const missing = Object.entries(texts).filter(([key]) => translations[key] === undefined);
      const lines = missing.map(([key, text]) => `  ${JSON.stringify(key)}: ${JSON.stringify(text)},`);
      assert.equal(missing.length, 0, `Not yet translated in ${german}:\n${lines.join('\n')}`);
    });

    it('have nothing left over', () => {
      const stale = Object.keys(translations).filter((key) => texts[key] === undefined);
      assert.deepEqual(stale, [], `Remove from ${german} what is no text any more.`);
    });

    it('keep the places of values, links, icons, code and what stands at the edges', () => {
      const kept = [/\{\d+\}/g, /\]\([^)]*\)/g, /\$\([^)]*\)/g, /`[^`]*[_.@/][^`]*`/g, /"[^"]*"/g, /\n/g];
      for (const [text, translation] of pairs) {
        for (const pattern of kept)
          assert.deepEqual(new Set(all(pattern, translation)), new Set(all(pattern, text)), translation);
        assert.deepEqual(
          all(/^\s+|\s+$/g, translation),
          all(/^\s+|\s+$/g, text),
          JSON.stringify(translation),
        );
      }
    });

    it('are German, except for names and what German has taken over', () => {
      const untranslated = pairs
        .filter(
          ([text, translation]) => text === translation && /[a-z]{3}/i.test(text.replaceAll(/\{\d+\}/g, '')),
        )
        .map(([text]) => text);
      assert.deepEqual(
        untranslated.filter((text) => !alike.has(text)),
        [],
      );
    });

    it('have German quotation marks, and „Sie“', () => {
      for (const [, translation] of pairs) {
        assert.doesNotMatch(translation, /[‘’”]|(?<![„\p{L}\d}])“|\.\.\./u, translation);
        assert.equal(all(/„/g, translation).length, all(/“/g, translation).length, translation);
        assert.doesNotMatch(translation, /\b(du|dein\w*|dich|dir)\b/i, translation);
      }
    });
  });
