import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ConfigChange } from '../../../../src/core/config/edits/configChange';
import {
  refactoringNames,
  refactorings,
  type Refactoring,
} from '../../../../src/core/config/edits/refactorings';
import { hasErrors, parseConfig } from '../../../../src/core/config/parseConfig';
import type { Config } from '../../../../src/core/config/schema';
import { assertGolden } from '../../../support/goldenText';

const gallery = readdirSync('gallery', { recursive: true, encoding: 'utf8' })
  // Not the configs of what `npm start` has trained.
  .filter((name) => name.endsWith('.s2s.json') && !name.split(path.sep).includes('.s2s'))
  .sort()
  .map((name) => ({ name, text: readFileSync(path.join('gallery', name), 'utf8') }));

const offered = (text: string): readonly Refactoring[] => refactorings(parseConfig(text));

/** Every key of a config with its value, by its path. */
function leaves(value: unknown, at: string): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [[at, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, at === '' ? key : `${at}.${key}`));
}

function resolved(text: string): Config {
  const { config } = parseConfig(text);
  assert.ok(config !== undefined);
  return config;
}

/** The keys whose values differ, in order. */
function changedKeys(before: string, after: string): string[] {
  const [a, b] = [before, after].map((text) => new Map(leaves(resolved(text), '')));
  const keys = [...new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])];
  return keys.filter((key) => a?.get(key) !== b?.get(key)).sort();
}

const keyOf = (change: ConfigChange): string => ('path' in change ? change.path.join('.') : change.kind);

const comments = (text: string): string[] =>
  [...text.matchAll(/\/\/ .*|\/\*[^]*?\*\//g)].map(([comment]) => comment);

describe('refactorings', () => {
  it('are all offered somewhere in the gallery', () => {
    const names = new Set(gallery.flatMap(({ text }) => offered(text).map(({ name }) => name)));
    assert.deepEqual([...names].sort(), [...refactoringNames].sort());
  });

  for (const { name, text } of gallery) {
    it(`make a valid config of ${name}, change what they say, and keep comments`, () => {
      const before = parseConfig(text);
      assert.equal(hasErrors(before.diagnostics), false);
      for (const { name: refactoring, changes, adaptations, text: after } of offered(text)) {
        assert.deepEqual(
          parseConfig(after).diagnostics.map(({ code }) => code),
          before.diagnostics.map(({ code }) => code),
          refactoring,
        );
        const meant = [...changes, ...adaptations].map(keyOf);
        // A key that is removed gives way to its default, which may be what it was.
        const unmeant = changedKeys(text, after).filter(
          (key) => !meant.some((path) => `${key}.`.startsWith(`${path}.`)),
        );
        assert.deepEqual(unmeant, [], refactoring);
        assert.ok(changedKeys(text, after).length >= changes.length, refactoring);
        assert.deepEqual(comments(after), comments(text), refactoring);
      }
    });

    it(`are not offered twice to ${name}`, () => {
      for (const { name: refactoring, text: after } of offered(text))
        assert.ok(!offered(after).some((again) => again.name === refactoring), refactoring);
    });
  }

  it('make GNMT what the gallery has', () => {
    const gnmt = gallery.find(({ name }) => name.startsWith('gnmt'));
    assert.ok(gnmt !== undefined);
    assert.deepEqual(
      offered(gnmt.text).map(({ name }) => name),
      ['reverse-source'],
    );
    const plain = JSON.stringify({
      ...(JSON.parse(gnmt.text.replace(/^ *\/\/.*$/gm, '')) as object),
      model: {
        encoder: { hidden_size: 32, embeddings: { embedding_dim: 32 } },
        decoder: {
          hidden_size: 32,
          embeddings: { embedding_dim: 32 },
          attention: 'dot',
          input_feeding: true,
        },
      },
    });
    const made = offered(plain).find(({ name }) => name === 'make-gnmt');
    assert.ok(made !== undefined);
    assert.deepEqual(resolved(made.text).model, resolved(gnmt.text).model);
    assert.deepEqual(made.adaptations.map(keyOf), ['model.decoder.input_feeding']);
  });

  it('adapt the sizes that must be equal', () => {
    const text =
      '{ "data": { "train": "a.tsv", "dev": "b.tsv" }, "model": { "decoder": { "attention": "dot" } } }';
    const [bidirectional] = offered(text);
    assert.deepEqual(
      [bidirectional?.name, bidirectional?.adaptations],
      ['make-bidirectional', [{ kind: 'set', path: ['model', 'decoder', 'hidden_size'], value: 256 }]],
    );
  });

  it('have no place in a config with errors, or without a source', () => {
    assert.deepEqual(offered('{ "data": { "train": "a.tsv" } }'), []);
    assert.deepEqual(offered('{'), []);
    assert.deepEqual(
      offered('{ "task": "language_model", "data": { "train": "a.txt", "dev": "b.txt" } }'),
      [],
    );
  });

  it('change the text of the gallery as golden/refactorings.txt has it', () => {
    const report = gallery.flatMap(({ name, text }) =>
      offered(text).map(({ name: refactoring, text: after, adaptations }) => {
        const [a, b] = [text.split('\n'), after.split('\n')];
        const gone = a.filter((line) => !b.includes(line)).map((line) => `- ${line}`);
        const news = b.filter((line) => !a.includes(line)).map((line) => `+ ${line}`);
        const along = adaptations.length === 0 ? '' : `, with ${adaptations.map(keyOf).join(', ')}`;
        return [`${name}: ${refactoring}${along}`, ...gone, ...news].join('\n  ');
      }),
    );
    assertGolden('refactorings.txt', `${report.join('\n\n')}\n`);
  });
});
