import assert from 'node:assert/strict';
import { activateExtension } from '../../support/extension';
import { stop, waitForStatus, waitForStep } from '../../support/training';
import { waitFor } from '../../support/waitFor';

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

  it('begins what waited, and says what can no longer be trained', async () => {
    const api = await activateExtension();
    const waiting = await waitFor('training that waited', () =>
      api.store.active().find(({ manifest }) => manifest.name === 'waiting'),
    );
    const said = await waitFor('words on both', () => {
      const texts = api.messages.shown.map(({ text }) => text);
      return texts.length > 1 && texts.join('\n');
    });
    assert.match(said, /Trainings that waited when the window closed go on: waiting\./);
    assert.match(said, /can no longer be trained\. gone\.s2s\.json: the config was renamed or deleted/);
    assert.equal(api.dashboards.openFolders().includes(waiting.folder), false, 'it comes without a panel');
    await stop(waiting.folder);
    await waitForStatus(api, waiting.folder, 'stopped');
    assert.deepEqual(api.context.workspaceState.get('s2s.queue'), []);
  });
});
