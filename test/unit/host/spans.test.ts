import assert from 'node:assert/strict';
import fc from 'fast-check';
import { replaceSpans, spanAfterEdit } from '../../../src/host/decode/spans';

describe('Replacing spans of a text', () => {
  it('replaces each and keeps everything between them', () => {
    const replacements = [
      { offset: 6, length: 1, text: 'C' },
      { offset: 0, length: 2, text: 'b' },
    ];
    assert.equal(replaceSpans('aa -> c;\r\n', replacements), 'b -> C;\r\n');
  });
});

describe('A span that is followed through edits', () => {
  const edits = (length: number) =>
    fc
      .tuple(fc.nat({ max: length }), fc.nat({ max: length }), fc.string({ maxLength: 5 }))
      .map(([a, b, text]) => ({ offset: Math.min(a, b), length: Math.abs(a - b), text }));

  it('keeps its text when an edit is outside of it', () => {
    fc.assert(
      fc.property(edits(20), (edit) => {
        const text = 'abcdefghijklmnopqrst';
        const span = { offset: 8, length: 4 };
        fc.pre(edit.offset >= 12 || edit.offset + edit.length <= 8);
        const { offset, length } = spanAfterEdit(span, edit);
        assert.equal(replaceSpans(text, [edit]).slice(offset, offset + length), 'ijkl');
      }),
    );
  });

  it('covers what an edit inside of it or across its edge wrote', () => {
    fc.assert(
      fc.property(edits(20), (edit) => {
        const span = { offset: 8, length: 4 };
        fc.pre(edit.offset < 12 && edit.offset + edit.length > 8);
        const { offset, length } = spanAfterEdit(span, edit);
        const covered = replaceSpans('.'.repeat(20), [edit]).slice(offset, offset + length);
        assert.ok(covered.includes(edit.text));
        assert.ok(offset >= 0 && length >= 0 && offset + length <= 20 + edit.text.length - edit.length);
      }),
    );
  });
});
