import assert from 'node:assert/strict';
import { doubtAbout, textOf } from '../../../src/host/decode/confidence';
import type { DecodedHypothesis } from '../../../src/host/decode/confidence';
import { LineReview } from '../../../src/host/decode/lineReview';
import type { DecodedSpan } from '../../../src/host/decode/lineReview';

const hypothesis = (text: string, probability: number): DecodedHypothesis => ({
  text,
  tokens: [text],
  tokenLogProbabilities: [],
  logProbability: Math.log(probability),
  score: 0,
  finished: true,
});

const text = 'a: one\nb: two\nc: three four\nd: five\n';
const spanOf = (source: string, line: number) => ({
  span: { offset: text.indexOf(source), length: source.length },
  line,
  source,
});
const decoded = (
  source: string,
  line: number,
  unknownTokens: string[],
  ...hypotheses: DecodedHypothesis[]
) => ({
  ...spanOf(source, line),
  outcome: { type: 'decoded' as const, source, sourceTokens: [source], unknownTokens, hypotheses },
});
const spans: readonly DecodedSpan[] = [
  decoded('one', 0, [], hypothesis('eins', 0.9), hypothesis('1', 0.05)),
  decoded('two', 1, [], hypothesis('zwei', 0.4)),
  decoded('three', 2, ['h'], hypothesis('drei', 0.99)),
  decoded('four', 2, [], hypothesis('four', 0.2)),
  { ...spanOf('five', 3), outcome: { type: 'refused', source: 'five', message: 'too long' } },
];
const review = (): LineReview => new LineReview(text, spans, 0.5);
const verdicts = (of: LineReview): string[] => of.lines.map(({ verdict }) => verdict);

describe('What of decoded lines is written', () => {
  it('is what the model is sure of; the others are left alone and listed', () => {
    const lines = review();
    assert.deepEqual(verdicts(lines), ['accepted', 'left', 'left', 'unchanged', 'refused']);
    assert.equal(lines.previewText, 'a: eins\nb: two\nc: three four\nd: five\n');
    assert.deepEqual(
      lines.leftAlone.map(({ source, doubt }) => [source, doubt]),
      [
        ['two', 'improbable'],
        ['three', 'unknown-tokens'],
      ],
    );
  });

  it('follows what is accepted and rejected, line by line', () => {
    const lines = review();
    lines.accept(2);
    lines.reject(0);
    assert.equal(lines.previewText, 'a: one\nb: two\nc: drei four\nd: five\n');
    assert.deepEqual([...lines.replacements.keys()], [2]);
    lines.accept(0);
    assert.equal(lines.previewText, 'a: eins\nb: two\nc: drei four\nd: five\n');
  });

  it('takes another hypothesis at its word, and the first one back', () => {
    const lines = review();
    const before = lines.choiceOf(0);
    lines.choose(0, hypothesis('1', 0.05));
    assert.equal(lines.line(0)?.verdict, 'accepted');
    assert.match(lines.previewText, /^a: 1\n/);
    lines.decide(0, before);
    assert.match(lines.previewText, /^a: eins\n/);
    lines.choose(0, hypothesis('one', 0.01));
    assert.equal(lines.line(0)?.verdict, 'unchanged');
  });

  it('can be everything, or only what the model is sure of, whatever was decided before', () => {
    const lines = review();
    lines.acceptAll();
    assert.equal(lines.previewText, 'a: eins\nb: zwei\nc: drei four\nd: five\n');
    lines.reject(0);
    lines.acceptConfident();
    assert.deepEqual(verdicts(lines), ['accepted', 'left', 'left', 'unchanged', 'refused']);
  });

  it('knows where the pieces stand in the preview', () => {
    const lines = review();
    lines.acceptAll();
    const { previewText } = lines;
    const shown = lines.previewSpans.map(({ offset, length }) => previewText.slice(offset, offset + length));
    assert.deepEqual(shown, ['eins', 'zwei', 'drei', 'four', 'five']);
  });

  it('survives a line that nobody has', () => {
    const lines = review();
    lines.accept(17);
    lines.reject(-1);
    assert.equal(lines.line(17), undefined);
    assert.deepEqual(verdicts(lines), verdicts(review()));
  });
});

describe('Doubt about a hypothesis', () => {
  const known = { unknownTokens: [] };
  it('comes with a probability below the threshold, not at it', () => {
    assert.equal(doubtAbout(known, hypothesis('x', 0.5), 0.5), undefined);
    assert.equal(doubtAbout(known, hypothesis('x', 0.49), 0.5), 'improbable');
    assert.equal(doubtAbout(known, hypothesis('x', 1e-9), 0), undefined);
  });

  it('comes with unknown characters and a cut end, however probable', () => {
    assert.equal(doubtAbout({ unknownTokens: ['é'] }, hypothesis('x', 1), 0), 'unknown-tokens');
    assert.equal(doubtAbout(known, { ...hypothesis('x', 1), finished: false }, 0), 'cut-off');
  });

  it('never breaks a line in two', () => {
    assert.equal(textOf({ text: 'a\r\nb\n\nc' }), 'a b c');
  });
});
