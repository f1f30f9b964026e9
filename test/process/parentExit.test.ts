import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { trainerStartedSchema } from '../../src/protocol/trainer';
import type { TrainerStart } from '../../src/protocol/trainer';
import { processState } from '../../src/runs/processIdentity';
import { RunReader } from '../../src/runs/runReader';
import { cleanEnvironment } from './support/cleanEnvironment';
import { eventually, within } from './support/deadline';
import { installation } from './support/installation';
import { hasEnded, killAtEnd } from './support/leftovers';
import type { ParentOrder } from './support/parent';
import { trainerStart } from './support/trainerProcess';
import { TrainerWatcher } from './support/trainerWatcher';
import { Workspace } from './support/workspace';

/** A process that forks a trainer and stays, and the manifest of the run that the trainer has begun. */
async function trainUnderParent(whenParentExits: TrainerStart['whenParentExits']) {
  const { configFile, folder, ...workspace } = await makeWorkspace();
  const { parent: script, trainer } = await installation();
  const parent = fork(script, { env: cleanEnvironment(), stdio: 'inherit', serialization: 'advanced' });
  killAtEnd(parent.pid);
  const order: ParentOrder = {
    script: trainer,
    start: trainerStart({ configFile, runFolder: workspace.runFolder, whenParentExits }),
    logFile: path.join(folder, 'trainer.log'),
  };
  parent.send(order);
  const [answer] = (await within(once(parent, 'message'), () => 'the trainer to start')) as unknown[];
  const started = trainerStartedSchema.parse(answer);
  assert.equal(started.type, 'listening');
  const reader = new RunReader(workspace.runFolder);
  const manifest = await reader.readManifest();
  assert.ok(manifest.process !== undefined);
  killAtEnd(manifest.process.pid);
  return { parent, reader, manifest, identity: manifest.process };
}

async function makeWorkspace() {
  const workspace = await Workspace.create('endless');
  const { configFile, folder } = workspace;
  return { configFile, folder, runFolder: workspace.runFolder() };
}

/** As when the extension host crashes: no chance to say goodbye. */
async function kill(parent: ChildProcess): Promise<void> {
  parent.kill('SIGKILL');
  await within(once(parent, 'exit'), () => 'the parent to die');
  hasEnded(parent.pid);
}

describe('A trainer whose parent is gone', () => {
  it('trains on with keepRunning, and stops when another watcher asks', async () => {
    const { parent, reader, manifest, identity } = await trainUnderParent('keepRunning');
    await kill(parent);
    const watcher = await TrainerWatcher.connect(manifest);
    const { manifest: now } = await watcher.seen('manifest');
    await watcher.seen('checkpoint', ({ step }) => step >= now.step + 20);
    assert.equal(await processState(identity), 'alive');
    watcher.send({ type: 'stop' });
    await watcher.end();
    assert.equal((await reader.readManifest()).status, 'stopped');
    await eventually(async () => ((await processState(identity)) === 'gone' ? true : undefined), 'its end');
    hasEnded(identity.pid);
  });

  it('makes a checkpoint and ends with checkpointAndStop', async () => {
    const { parent, reader, manifest, identity } = await trainUnderParent('checkpointAndStop');
    const watcher = await TrainerWatcher.connect(manifest);
    await watcher.seen('metrics');
    await kill(parent);
    const last = (await watcher.end()).at(-1);
    assert.ok(last?.type === 'manifest');
    assert.equal(last.manifest.status, 'stopped');
    assert.equal(await reader.readPointer('last'), last.manifest.step);
    assert.equal((await reader.readCheckpoint('last')).warning, undefined);
    await eventually(async () => ((await processState(identity)) === 'gone' ? true : undefined), 'its end');
    hasEnded(identity.pid);
  });
});
