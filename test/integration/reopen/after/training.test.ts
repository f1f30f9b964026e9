import assert from 'node:assert/strict';
import { activateExtension } from '../../support/extension';
import { stop, waitForStatus, waitForStep } from '../../support/training';

describe('The window opened again', () => {
  it('finds the training still under way, follows it and stops it', async () => {
    const api = await activateExtension();
    await api.store.firstScan;
    const [run, ...others] = api.store.all();
    assert.deepEqual(others, []);
    assert.ok(run, 'the run is in the list');
    assert.equal(run.manifest.name, 'survivor');
    assert.equal(run.status, 'running', 'the trainer outlived the extension host');
    const { step } = run.manifest;
    await waitForStep(api, run.folder, step + 10);
    assert.equal(await stop(run.folder), 'asked');
    const stopped = await waitForStatus(api, run.folder, 'stopped');
    assert.ok(stopped.manifest.step > step);
  });
});
