import assert from 'node:assert/strict';
import { configSchema } from '../../../src/core/config/schema';
import type { Config, ConfigInput } from '../../../src/core/config/schema';
import { resumedConfig } from '../../../src/trainer/resumedConfig';

function config(changes: Partial<ConfigInput> = {}): Config {
  const generator = { generator: 'copy', size: 10 } as const;
  return configSchema.parse({ data: { train: generator, dev: generator }, ...changes });
}

describe('resumedConfig', () => {
  it('takes the limits of training from the file, and everything else from the run', () => {
    const recorded = config({ training: { updates: 100, learning_rate: 0.1 } });
    const current = config({
      random_seed: 7,
      training: { epochs: 3, early_stopping: {}, learning_rate: 0.2 },
      model: { encoder: { hidden_size: 7 } },
    });
    const { config: resumed, ignored } = resumedConfig(recorded, current);
    const { epochs, early_stopping } = current.training;
    const expected = { ...recorded, training: { ...recorded.training, epochs, early_stopping } };
    delete expected.training.updates;
    assert.deepEqual(resumed, expected);
    assert.deepEqual([...ignored].sort(), [
      'model.encoder.hidden_size',
      'random_seed',
      'training.learning_rate',
    ]);
  });

  it('finds nothing to ignore in the same file, whatever its schema address', () => {
    const recorded = config({ training: { updates: 100 } });
    const current = { ...recorded, $schema: './s2s.schema.json' };
    assert.deepEqual(resumedConfig(recorded, current), { config: recorded, ignored: [] });
  });

  it('goes on with what the run has kept when the file is of no use', () => {
    const recorded = config();
    assert.deepEqual(resumedConfig(recorded, undefined), { config: recorded, ignored: [] });
  });

  it('takes what is expected of the model from the file', () => {
    const expect = [{ input: 'a', output: 'a' }];
    const { config: resumed, ignored } = resumedConfig(config(), config({ expect }));
    assert.deepEqual(ignored, []);
    assert.equal(resumed.expect[0]?.input, 'a');
  });
});
