import '../../../support/propertySeed';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { ConfigDocument } from '../../../../src/core/config/configDocument';
import { parseConfig } from '../../../../src/core/config/parseConfig';
import { changeText } from '../../../../src/host/form/changeText';
import { formModel } from '../../../../src/host/form/formModel';
import type { FieldShape, FormChange, FormPath } from '../../../../src/protocol/form';

type Json = string | number | boolean | Json[];

interface Leaf {
  readonly path: string[];
  readonly values: readonly Json[];
}

const folder = path.resolve('gallery');
const configs = readdirSync(folder).flatMap((name) =>
  readdirSync(path.join(folder, name, '.').replace(/README\.md.*/, ''))
    .filter((file) => file.endsWith('.s2s.json'))
    .map((file) => ({ name, text: readFileSync(path.join(folder, name, file), 'utf8') })),
);

/** Keys that the form writes one value to, outside of unions and lists. */
const leaves: readonly Leaf[] = formModel().flatMap(({ path: above, fields }) =>
  leavesOf({ kind: 'group', fields }, [...above]),
);

function leavesOf(shape: FieldShape, place: string[]): Leaf[] {
  switch (shape.kind) {
    case 'group':
      return shape.fields.flatMap((field) => leavesOf(field.shape, [...place, field.key]));
    case 'choice':
      return [{ path: place, values: shape.choices.map(({ value }) => value) }];
    case 'boolean':
      return [{ path: place, values: [true, false] }];
    case 'number':
      return [{ path: place, values: [1, 2, 0.5] }];
    case 'text':
      return [{ path: place, values: ['a', 'b "c" // d', 'a/* b */'] }];
    case 'tuple':
      return [{ path: place, values: [[1, 2]] }];
    default:
      return [];
  }
}

/** Objects that mean something by themselves: the form sets keys of those that are there. */
const meaningful = ['ntm', 'draw', 'early_stopping'];

const commentsOf = (text: string): string[] =>
  (text.match(/"(?:[^"\\]|\\.)*"|\/\/.*|\/\*[^]*?\*\//g) ?? [])
    .filter((token) => token.startsWith('/'))
    .map((comment) => comment.trim())
    .sort();

function changed(text: string, change: FormChange): string {
  return changeText(text, change) ?? assert.fail(`No place for ${JSON.stringify(change)}`);
}

function meaningOf(text: string): unknown {
  const { config, diagnostics, document } = parseConfig(text);
  return config ?? { value: document.value(), diagnostics: diagnostics.map(({ message }) => message) };
}

const written = (text: string, key: FormPath): boolean => new ConfigDocument(text).isWritten(key);

describe('A change in the form', () => {
  it('sets any key of any config of the gallery, keeps all comments, and resetting gives the meaning back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...configs),
        fc.constantFrom(...leaves),
        fc.nat(),
        fc.boolean(),
        ({ text: unix }, { path: key, values }, choice, onWindows) => {
          const text = onWindows ? unix.replaceAll('\n', '\r\n') : unix;
          // Where the config has something else than an object, there is no such key.
          const parent = new ConfigDocument(text).valueAt(key.slice(0, -1));
          if (parent !== undefined && typeof parent !== 'object') return;
          if (parent === undefined && meaningful.some((name) => key.includes(name))) return;
          const value = values[choice % values.length] ?? true;
          const set = changed(text, { kind: 'set', path: key, value });
          assert.deepEqual(new ConfigDocument(set).valueAt(key), value);
          assert.deepEqual(new ConfigDocument(set).syntaxErrors, []);
          assert.deepEqual(commentsOf(set), commentsOf(text));
          assert.equal(/[^\r]\n/.test(set), !onWindows);
          const reset = changed(set, { kind: 'reset', path: key });
          assert.equal(written(reset, key), false);
          assert.deepEqual(commentsOf(reset), commentsOf(text));
          const before = new ConfigDocument(text).valueAt(key);
          const back =
            before === undefined ? reset : changed(reset, { kind: 'set', path: key, value: before as Json });
          assert.deepEqual(meaningOf(back), meaningOf(text));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives the text back when a key was new', () => {
    const { text } = configs.find(({ name }) => name === 'luong') ?? assert.fail('No config');
    for (const { path: key, values } of leaves) {
      if (written(text, key) || values[0] === undefined) continue;
      if (meaningful.some((name) => key.includes(name))) continue;
      const set = changed(text, { kind: 'set', path: key, value: values[0] });
      // A line that became too long stays broken.
      const joined = (one: string): string => one.replaceAll(/\s+/g, '');
      assert.equal(joined(changed(set, { kind: 'reset', path: key })), joined(text), key.join('.'));
    }
  });

  it('keeps objects that mean something by themselves', () => {
    const key = ['training', 'early_stopping'];
    const on = changed('{}', { kind: 'choose', path: key, variant: 0 });
    assert.deepEqual({ ...(new ConfigDocument(on).valueAt(key) as object) }, {});
    const steps = changed(on, { kind: 'set', path: [...key, 'steps'], value: 3 });
    assert.ok(written(changed(steps, { kind: 'reset', path: [...key, 'steps'] }), key));
    assert.equal(changed(on, { kind: 'reset', path: key }).trim(), '{}');
  });

  it('changes the kind of a value, with what both kinds have', () => {
    const attention = ['model', 'decoder', 'attention'];
    const named = changed('{}', { kind: 'set', path: attention, value: 'bahdanau' });
    const object = changed(named, { kind: 'choose', path: attention, variant: 1 });
    assert.match(object, /"attention": \{ "type": "bahdanau" \}/);
    assert.match(changed(object, { kind: 'choose', path: attention, variant: 0 }), /"attention": "bahdanau"/);

    const train = ['data', 'train'];
    const copy = changed('{}', { kind: 'choose', path: train, variant: 5 });
    assert.match(copy, /"train": \{ "generator": "copy", "size": 1000 \}/);
    const more = changed(copy, { kind: 'set', path: [...train, 'size'], value: 7 });
    const file = changed(more, { kind: 'choose', path: train, variant: 0 });
    assert.match(file, /"train": "train.tsv"/);
    assert.match(changed(more, { kind: 'choose', path: train, variant: 1 }), /"dates", "size": 7 \}/);
  });

  it('adds items that a list does not have yet', () => {
    const metrics = ['testing', 'eval_metrics'];
    const one = changed('{}', { kind: 'add', path: metrics });
    const two = changed(one, { kind: 'add', path: metrics });
    assert.deepEqual(new ConfigDocument(two).valueAt(metrics), ['loss', 'perplexity']);
    const conv = changed('{}', { kind: 'add', path: ['model', 'encoder', 'conv'] });
    assert.match(conv, /"conv": \[\{\}\]/);
    assert.equal(changeText('{}', { kind: 'add', path: ['training', 'updates'] }), undefined);
  });
});
