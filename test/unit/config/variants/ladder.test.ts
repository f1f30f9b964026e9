import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseConfig } from '../../../../src/core/config/parseConfig';
import { ladder, type LadderRung } from '../../../../src/core/config/variants/ladder';

const gallery = (name: string): string => readFileSync(`gallery/${name}/${name}.s2s.json`, 'utf8');

const small = (change: object, training: object = {}): string =>
  JSON.stringify({
    data: { train: { generator: 'copy', size: 10 }, dev: { generator: 'copy', size: 5 } },
    training: { updates: 10, ...training },
    ...change,
  });

/** What the steps are about, of each rung. */
function outline(rungs: readonly LadderRung[]): string[] {
  return rungs.map(({ step, config: { model, data } }) =>
    [
      step,
      model.encoder.rnn_type,
      model.decoder.rnn_type,
      model.decoder.attention.type,
      data.src.reverse ? 'reversed' : 'straight',
    ].join(' '),
  );
}

describe('the ladder of a config', () => {
  it('goes from plain cells over gates and attention to the reversed source', () => {
    const { rungs, leftOut } = ladder(small({}));
    assert.deepEqual(outline(rungs), [
      'rnn rnn rnn none straight',
      'gru gru gru none straight',
      'lstm lstm lstm none straight',
      'attention lstm lstm general straight',
      'reverse lstm lstm general reversed',
    ]);
    assert.deepEqual(leftOut, []);
  });

  it('takes away what the config has already, with its options, and gives it back as it was', () => {
    const decoder = { attention: { type: 'bahdanau', attention_size: 20, function: 'sparsemax' } };
    const { rungs } = ladder(small({ model: { decoder: { ...decoder, input_feeding: true } } }));
    assert.deepEqual(
      outline(rungs).map((line) => line.split(' ')[3]),
      ['none', 'none', 'none', 'bahdanau', 'bahdanau'],
    );
    assert.equal(rungs[0]?.config.model.decoder.input_feeding, false);
    assert.equal(rungs[3]?.config.model.decoder.attention.attention_size, 20);
    assert.equal(rungs[3].config.model.decoder.input_feeding, true);
  });

  it('has no rung with a problem that its config does not have, and changes nothing else', () => {
    for (const name of ['addition', 'gnmt', 'dates', 'bahdanau']) {
      const text = gallery(name);
      const before = parseConfig(text).diagnostics.map(({ code }) => code);
      const { rungs } = ladder(text, 40);
      assert.equal(rungs.length, 5, name);
      for (const { text: rung, config } of rungs) {
        assert.deepEqual(
          parseConfig(rung).diagnostics.map(({ code }) => code),
          before,
          name,
        );
        assert.deepEqual(config.data.train, parseConfig(text).config?.data.train);
        assert.equal(config.training.updates, 40);
        assert.equal(config.training.epochs, undefined);
      }
    }
  });

  it('lets no variant end before the others, and keeps what the best checkpoint is', () => {
    const early_stopping = { metric: 'loss', steps: 2 };
    const { rungs } = ladder(
      small(
        { sweep: { parameters: { 'training.batch_size': [1] } } },
        { early_stopping, validation_freq: 2 },
      ),
    );
    for (const { config } of rungs) {
      assert.equal(config.training.early_stopping, undefined);
      assert.equal(config.training.best_metric, 'loss');
      assert.equal(config.sweep, undefined);
    }
    assert.equal(rungs.length, 5);
  });

  it('says which steps make no sense', () => {
    const reasons = (name: string) =>
      Object.fromEntries(ladder(gallery(name)).leftOut.map(({ step, reason }) => [step, reason]));
    assert.deepEqual(reasons('char-rnn'), {
      attention: 'nothing-to-attend',
      reverse: 'nothing-to-reverse',
    });
    assert.deepEqual(reasons('captions'), { reverse: 'nothing-to-reverse' });
    assert.equal(reasons('ntm-copy')['lstm'], 'no-cells');
  });

  it('is empty where the config has errors', () => {
    assert.deepEqual(ladder('{'), { rungs: [], leftOut: [] });
    assert.deepEqual(ladder(small({}, { batch_size: 0 })), { rungs: [], leftOut: [] });
  });
});
