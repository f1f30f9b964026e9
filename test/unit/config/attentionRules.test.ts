import assert from 'node:assert/strict';
import { parseConfig } from '../../../src/core/config/parseConfig';

type Section = Readonly<Record<string, unknown>>;

const files = { train: 'train.tsv', dev: 'dev.tsv' };
const codesOf = (decoder: Section, data: Section = {}): string[] =>
  parseConfig(JSON.stringify({ data: { ...files, ...data }, model: { decoder } })).diagnostics.map(
    ({ code, severity, path }) => `${severity} ${code} ${path.slice(2).join('.')}`,
  );

/** What a decoder must be told, and the nearest one that must pass. */
const cases: readonly {
  readonly name: string;
  readonly bad: Section;
  readonly good: Section;
  readonly code: string;
}[] = [
  {
    name: 'sparsemax without attention',
    bad: { attention: { type: 'none', function: 'sparsemax' } },
    good: { attention: { type: 'general', function: 'sparsemax' } },
    code: 'error no-effect attention.function',
  },
  {
    name: 'a window without attention',
    bad: { attention: { type: 'none', window: { kind: 'monotonic' } } },
    good: { attention: { type: 'general', window: { kind: 'monotonic' } } },
    code: 'error no-effect attention.window',
  },
  {
    name: 'a context for all layers after the step',
    bad: { attention: 'general', attention_feeds: 'all_layers', num_layers: 2 },
    good: { attention: 'bahdanau', attention_feeds: 'all_layers', num_layers: 2 },
    code: 'error attention-feeds-nowhere attention_feeds',
  },
  {
    name: 'all layers that are one',
    bad: { attention: 'bahdanau', attention_feeds: 'all_layers' },
    good: { attention: 'bahdanau', attention_feeds: 'output' },
    code: 'warning no-effect attention_feeds',
  },
  {
    name: 'coverage in a score without a layer',
    bad: { attention: 'general', coverage_attn: true },
    good: { attention: 'concat', coverage_attn: true },
    code: 'error coverage-without-score-layer coverage_attn',
  },
  {
    name: 'residual connections of one layer',
    bad: { residual: true },
    good: { residual: true, num_layers: 2 },
    code: 'warning no-effect residual',
  },
  {
    name: 'one mask for all steps of nothing dropped',
    bad: { variational_dropout: true },
    good: { variational_dropout: true, recurrent_dropout: 0.1 },
    code: 'warning no-effect variational_dropout',
  },
];

describe('the rules of attention and layers', () => {
  for (const { name, bad, good, code } of cases) {
    it(`report ${name}`, () => assert.deepEqual(codesOf(bad), [code]));
    it(`do not report the nearest thing to ${name} that works`, () => assert.deepEqual(codesOf(good), []));
  }

  it('say what copying needs: an attention, one vocabulary and a softmax', () => {
    const shared = { share_vocab: true };
    assert.deepEqual(codesOf({ copy_attn: true, attention: 'general' }, shared), []);
    assert.deepEqual(codesOf({ copy_attn: true, attention: 'general' }), ['error copy-vocabulary copy_attn']);
    assert.deepEqual(codesOf({ copy_attn: true }, shared), ['error copy-without-attention copy_attn']);
    assert.ok(
      codesOf({ copy_attn: true, attention: 'general', output: 'bits' }, shared).includes(
        'error copy-output copy_attn',
      ),
    );
  });
});
