import assert from 'node:assert/strict';
import { endlessConfig, writeConfig } from '../../support/configs';
import { activateExtension } from '../../support/extension';
import { train, waitForStep } from '../../support/training';

describe('A window whose extension host is killed while it trains', () => {
  it('has a training under way', async () => {
    const api = await activateExtension();
    const folder = await train(await writeConfig('survivor', endlessConfig));
    const { status } = await waitForStep(api, folder, 10);
    assert.equal(status, 'running');
  });
});
