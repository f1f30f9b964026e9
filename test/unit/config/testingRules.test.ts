import assert from 'node:assert/strict';
import type { ConfigInput } from '../../../src/core/config/schema';
import { parseConfig } from '../../../src/core/config/parseConfig';

const points = {
  train: { generator: 'sorting' as const, size: 8 },
  dev: { generator: 'sorting' as const, size: 4 },
  src: { level: 'vector' as const, vector_size: 1 },
  trg: { level: 'pointer' as const },
};
const attention = { decoder: { attention: 'general' as const } };

interface Case {
  readonly name: string;
  readonly bad: Partial<ConfigInput>;
  readonly good: Partial<ConfigInput>;
  readonly finding: RegExp;
}

const testing = (bad: ConfigInput['testing'], good: ConfigInput['testing']) => ({
  bad: { testing: bad },
  good: { testing: good },
});

const cases: readonly Case[] = [
  {
    name: 'more hypotheses than a beam holds, unless they are drawn',
    ...testing({ beam_size: 2, n_best: 3 }, { n_best: 3, top_k: 5 }),
    finding: /^error n-best-over-beam testing\.n_best .*Set beam_size to at least 3/,
  },
  {
    name: 'a length penalty where nothing is compared',
    ...testing({ beam_alpha: 1 }, { beam_alpha: 1, n_best: 2, temperature: 1 }),
    finding: /^warning no-effect testing\.beam_alpha /,
  },
  {
    name: 'a coverage penalty where nothing is compared',
    bad: { model: attention, testing: { coverage_beta: 0.2 } },
    good: { model: attention, testing: { coverage_beta: 0.2, beam_size: 4 } },
    finding: /^warning no-effect testing\.coverage_beta /,
  },
  {
    name: 'coverage without attention',
    bad: { testing: { coverage_beta: 0.2, beam_size: 4 } },
    good: { model: attention, testing: { coverage_beta: 0.2, beam_size: 4 } },
    finding: /^error needs-attention testing\.coverage_beta .*attention is "none"/,
  },
  {
    name: 'replaced unknowns without attention',
    bad: { testing: { replace_unk: true } },
    good: { model: attention, testing: { replace_unk: true } },
    finding: /^error needs-attention testing\.replace_unk /,
  },
  {
    name: 'replaced unknowns that are never written',
    bad: { model: attention, testing: { replace_unk: true, generate_unk: false } },
    good: { model: attention, testing: { generate_unk: false } },
    finding: /^warning no-effect testing\.replace_unk /,
  },
  {
    name: 'unknown tokens that a pointer network never writes',
    bad: { data: points, testing: { generate_unk: false } },
    good: { data: points },
    finding: /^warning no-effect testing\.generate_unk .*"pointer"/,
  },
  {
    name: 'metrics that every validation measures',
    ...testing({ eval_metrics: ['bleu', 'loss'] }, { eval_metrics: ['bleu'] }),
    finding: /^warning no-effect testing\.eval_metrics\.1 .*"loss"/,
  },
  {
    name: 'sampling with a beam',
    ...testing({ top_p: 0.9, beam_size: 5 }, { top_p: 0.9 }),
    finding: /^error sampling-with-beam testing\.top_p /,
  },
  {
    name: 'groups that do not divide the beam',
    ...testing({ beam_size: 5, beam_groups: 2 }, { beam_size: 6, beam_groups: 2 }),
    finding: /^error beam-groups-divide testing\.beam_groups .*such as 6/,
  },
  {
    name: 'a diversity penalty without groups',
    ...testing(
      { beam_size: 4, diversity_penalty: 1 },
      { beam_size: 4, beam_groups: 2, diversity_penalty: 1 },
    ),
    finding: /^warning no-effect testing\.diversity_penalty /,
  },
  {
    name: 'groups without a diversity penalty',
    ...testing(
      { beam_size: 4, beam_groups: 2, diversity_penalty: 0 },
      { beam_size: 4, beam_groups: 2, diversity_penalty: 0.5 },
    ),
    finding: /^warning groups-without-diversity testing\.diversity_penalty /,
  },
  {
    name: 'lengths the wrong way round',
    ...testing(
      { min_output_length: 9, max_output_length: 8 },
      { min_output_length: 8, max_output_length: 8 },
    ),
    finding: /^error output-lengths-reversed testing\.min_output_length /,
  },
  {
    name: 'forced tokens without a beam',
    ...testing({ force_tokens: ['a'] }, { force_tokens: ['a'], beam_size: 5 }),
    finding: /^error force-tokens-need-beam testing\.force_tokens /,
  },
  {
    name: 'an expression with wrong syntax',
    ...testing({ allowed: '/a(/' }, { allowed: '/a()/' }),
    finding: /^error allowed-not-regular testing\.allowed .*character 3/,
  },
  {
    name: 'an expression that is not regular',
    ...testing({ allowed: '/(a)\\1/' }, { allowed: '/(a)a/' }),
    finding: /^error allowed-not-regular testing\.allowed /,
  },
  {
    name: 'a tour of text',
    ...testing({ allowed: 'tour' }, { allowed: 'json' }),
    finding: /^error allowed-level testing\.allowed "tour" is about positions/,
  },
  {
    name: 'a prefix that nothing allowed begins with',
    ...testing({ allowed: 'iso_date', target_prefix: '2O' }, { allowed: 'iso_date', target_prefix: '20' }),
    finding: /^error prefix-not-allowed testing\.target_prefix .*"2O"/,
  },
];

function findings(config: Partial<ConfigInput>): string[] {
  const text = JSON.stringify({ data: { train: 'train.tsv', dev: 'dev.tsv' }, ...config });
  const { diagnostics } = parseConfig(text);
  return diagnostics.map(
    ({ severity, code, path, message }) => `${severity} ${code} ${path.join('.')} ${message}`,
  );
}

describe('Rules about decoding', () => {
  for (const { name, bad, good, finding } of cases)
    it(`mark ${name}`, () => {
      const found = findings(bad);
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0]!, finding);
      assert.deepEqual(findings(good), []);
    });

  it('say what allowed takes when it is something else', () => {
    const found = findings({ testing: { allowed: 'xml' } });
    assert.equal(found.length, 1);
    assert.match(
      found[0]!,
      /testing\.allowed .*"json", "iso_date", "balanced_brackets", "tour", "polygon" or a regular/,
    );
  });
});
