import assert from 'node:assert/strict';
import { parseConfig } from '../../../src/core/config/parseConfig';
import type { DecodedLine } from '../../../src/protocol/inference';
import type { MetricsFileLine } from '../../../src/runs/manifest';
import {
  costText,
  cutAnswer,
  decodedText,
  diagnosticsText,
  explanationText,
  longestAnswer,
  metricsText,
  runListText,
} from '../../../src/host/tools/toolTexts';
import { makeManifest } from '../../support/makeManifest';

const line: DecodedLine = {
  type: 'decoded',
  source: 'ab',
  sourceTokens: ['a', 'b'],
  unknownTokens: [],
  hypotheses: [
    {
      text: 'ba',
      tokens: ['b', 'a'],
      tokenLogProbabilities: [Math.log(0.9), Math.log(0.5)],
      logProbability: Math.log(0.45),
      score: -1,
      finished: true,
      attention: { rows: 2, columns: 2, values: Float32Array.of(0.125, 0.875, 0.75, 0.25) },
    },
    {
      text: 'bb',
      tokens: [],
      tokenLogProbabilities: [],
      logProbability: Math.log(0.1),
      score: -2,
      finished: false,
    },
  ],
};

describe('What tools answer a language model', () => {
  it('the problems of a config, and whether it can be trained', () => {
    const { diagnostics } = parseConfig('{ "data": { "train": "a.tsv", "dev": "b.tsv" }, "seed": 1 }');
    assert.match(
      diagnosticsText('my.s2s.json', diagnostics),
      /^my\.s2s\.json: 1 errors, 0 warnings\. It can’t be trained until the errors are gone\.\n1:49 error seed: Unknown key "seed"/,
    );
    assert.equal(diagnosticsText('my.s2s.json', []), 'my.s2s.json: valid, no problems. It can be trained.');
  });

  it('the runs, newest first, and how to see more', () => {
    const run = { id: 'one', manifest: makeManifest(), status: 'finished' as const };
    const text = runListText([run, { ...run, id: 'two' }], 1);
    assert.match(text, /^2 runs, newest first:\none · finished · step \d+/);
    assert.match(text, /\n1 older runs are not listed: raise "limit" to see them\.$/);
    assert.match(runListText([], 5), /^There are no runs in this workspace\. Train a config/);
  });

  it('validations, thinned out evenly with the first and the last', () => {
    const validations = Array.from({ length: 9 }, (_, index): MetricsFileLine => ({
      kind: 'dev',
      step: index,
      epoch: 1,
      elapsedMs: 1,
      loss: 0.123456,
      perplexity: 2,
      tokenAccuracy: 0.5,
      sequenceAccuracy: 0.25,
      pairs: 3,
      best: false,
    }));
    const lines = metricsText(makeManifest(), validations, 3).split('\n');
    assert.deepEqual(
      lines.filter((one) => one.includes('\t')).map((one) => one.split('\t')),
      ['0', '4', '8'].map((step) => [step, '0.1235', '2', '0.5', '0.25']),
    );
    assert.match(lines.at(-1)!, /^6 validations between these are left out/);
  });

  it('outputs with their probabilities, and why there is none', () => {
    assert.equal(
      decodedText([line, { type: 'refused', source: 'x', message: 'It is too long.' }]),
      '"ab" -> "ba" p=0.45; "bb" p=0.1 cut off\n"x": not decoded: It is too long.',
    );
  });

  it('where the decoder looked, and what else it considered', () => {
    assert.equal(
      explanationText(line),
      [
        'best: "ba" p=0.45',
        'output tokens <- most attended source tokens [position] weight:',
        '"b" p=0.9 <- "b"[1] 0.88, "a"[0] 0.13',
        '"a" p=0.5 <- "a"[0] 0.75, "b"[1] 0.25',
        'runners-up:',
        '"bb" p=0.1',
      ].join('\n'),
    );
  });

  it('what a training costs, where the last one tells', () => {
    assert.equal(costText(1000, undefined), '1000 steps');
    assert.equal(
      costText(1000, { step: 100, elapsedMs: 5000 }),
      '1000 steps, about 50 s at the speed of its last run',
    );
    assert.equal(costText(undefined, { step: 1, elapsedMs: 1 }), 'a number of steps that the epochs decide');
  });

  it('no more than fits, at a line’s end, with a note', () => {
    const long = 'a line\n'.repeat(2000);
    const cut = cutAnswer(long, 'Ask for fewer.');
    assert.ok(cut.length <= longestAnswer + 40 && cut.endsWith('a line\n… cut. Ask for fewer.'));
    assert.equal(cutAnswer('short', ''), 'short');
  });
});
