import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CheckedRows } from '../../../../src/host/data/checkedRows';
import { lineAfterEdit } from '../../../../src/host/data/lineEdits';
import type { ScoredPair } from '../../../../src/protocol/inference';

function scored(right: boolean | undefined, loss = 0.1): ScoredPair {
  const hypothesis = { text: 'x', logProbability: -0.1, finished: true };
  return {
    type: 'scored',
    tokens: ['x'],
    tokenLosses: [loss],
    loss,
    unknownTokens: [],
    ...(right === undefined ? {} : { hypothesis: { ...hypothesis, right } }),
  };
}

/** A document that is edited as VS Code edits its own, and rows that follow it. */
class Edited {
  readonly rows: CheckedRows;

  constructor(private lines: string[]) {
    this.rows = new CheckedRows(
      lines.map((text, line) => ({ line, text, outcome: scored(text !== 'wrong') })),
      (line) => this.lines[line],
    );
  }

  edit(startLine: number, startCharacter: number, endLine: number, endCharacter: number, text: string): void {
    const before = (this.lines[startLine] ?? '').slice(0, startCharacter);
    const behind = (this.lines[endLine] ?? '').slice(endCharacter);
    const added = (before + text + behind).split('\n');
    this.lines.splice(startLine, endLine - startLine + 1, ...added);
    this.rows.follow([{ startLine, startCharacter, endLine, addedLineEnds: text.split('\n').length - 1 }]);
  }

  get fresh(): string[] {
    return this.rows.fresh.map(({ line, text }) => `${line} ${text}`);
  }

  get stale(): number[] {
    return this.rows.stale.map(({ line }) => line);
  }
}

describe('Checked rows', () => {
  it('become stale where they change, and fresh again when the change is undone', () => {
    const document = new Edited(['one', 'two', 'three']);
    document.edit(1, 0, 1, 1, 'T');
    assert.deepEqual([document.fresh, document.stale], [['0 one', '2 three'], [1]]);
    document.edit(1, 0, 1, 1, 't');
    assert.deepEqual([document.fresh, document.stale], [['0 one', '1 two', '2 three'], []]);
  });

  it('move with lines that are put before them', () => {
    const document = new Edited(['one', 'two', 'three']);
    document.edit(1, 0, 1, 0, 'new\nlines\n');
    assert.deepEqual([document.fresh, document.stale], [['0 one', '3 two', '4 three'], []]);
    document.edit(0, 3, 0, 3, '\nbehind');
    assert.deepEqual([document.fresh, document.stale], [['0 one', '4 two', '5 three'], []]);
  });

  it('go with lines that are deleted', () => {
    const document = new Edited(['one', 'two', 'three', 'four']);
    document.edit(1, 0, 2, 0, '');
    assert.deepEqual([document.fresh, document.stale], [['0 one', '1 three', '2 four'], []]);
    document.edit(1, 5, 2, 4, '');
    assert.deepEqual([document.fresh, document.stale], [['0 one', '1 three'], []]);
  });

  it('follow any edit: whatever line was not touched is fresh where it is now', () => {
    const place = fc.record({ line: fc.nat(4), character: fc.nat(5) });
    fc.assert(
      fc.property(place, place, fc.constantFrom('', 'x', '\n', 'a\nb', '\n\n'), (a, b, text) => {
        const [start, end] =
          a.line < b.line || (a.line === b.line && a.character <= b.character) ? [a, b] : [b, a];
        const lines = ['line0', 'line1', 'line2', 'line3', 'line4'];
        const document = new Edited([...lines]);
        document.edit(start.line, start.character, end.line, end.character, text);
        const untouched = lines.filter((_, line) => line < start.line || line > end.line);
        const kept = document.rows.fresh.map((row) => row.text);
        for (const each of untouched) assert.ok(kept.includes(each), `${each} was not touched`);
      }),
    );
  });

  it('sum up what has not changed', () => {
    const document = new Edited(['one', 'wrong', 'two', 'wrong']);
    const { checked, right, stale, hasHypotheses } = document.rows.summary;
    assert.deepEqual([checked, right, stale, hasHypotheses], [4, 2, 0, true]);
    document.edit(1, 0, 1, 5, 'other');
    assert.deepEqual([document.rows.summary.checked, document.rows.summary.stale], [3, 1]);
  });

  it('count what can’t be read as wrong, and know models that only read', () => {
    const lineText = (): string => 'a';
    const rows = [
      { line: 0, text: 'a', outcome: { type: 'refused', message: 'too long' } as const },
      { line: 1, text: 'a', outcome: scored(true) },
    ];
    const { refused, right } = new CheckedRows(rows, lineText).summary;
    assert.deepEqual([refused, right], [1, 1]);
    assert.equal(new CheckedRows(rows, lineText).wrong.length, 1);
    const read = new CheckedRows([{ line: 0, text: 'a', outcome: scored(undefined, 2) }], lineText);
    assert.deepEqual([read.summary.hasHypotheses, read.summary.meanLoss, read.wrong.length], [false, 2, 0]);
  });

  it('lead from one wrong row to the next, and around', () => {
    const { rows } = new Edited(['one', 'wrong', 'two', 'wrong', 'three']);
    assert.equal(rows.nextWrong(0, 'next')?.line, 1);
    assert.equal(rows.nextWrong(1, 'next')?.line, 3);
    assert.equal(rows.nextWrong(4, 'next')?.line, 1);
    assert.equal(rows.nextWrong(3, 'previous')?.line, 1);
    assert.equal(rows.nextWrong(0, 'previous')?.line, 3);
    assert.equal(new Edited(['one']).rows.nextWrong(0, 'next'), undefined);
  });

  it('take newer results in the place of older ones', () => {
    const document = new Edited(['one', 'wrong']);
    document.rows.put([{ line: 1, text: 'wrong', outcome: scored(true) }]);
    assert.equal(document.rows.wrong.length, 0);
  });
});

describe('A line after an edit', () => {
  it('stays before it and moves behind it', () => {
    const edit = { startLine: 2, startCharacter: 0, endLine: 4, addedLineEnds: 1 };
    assert.deepEqual(
      [1, 2, 3, 4, 5].map((line) => lineAfterEdit(line, edit)),
      [1, undefined, undefined, 3, 4],
    );
  });
});
