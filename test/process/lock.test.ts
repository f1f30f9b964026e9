import assert from 'node:assert/strict';
import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import { cli, jsonOf } from './support/commandLine';
import { TrainerProcess } from './support/trainerProcess';
import { Workspace } from './support/workspace';

describe('Training the same config twice at once', () => {
  let workspace: Workspace;
  let first: TrainerProcess;

  const order = (run: string) => ({
    configFile: workspace.configFile,
    runFolder: workspace.runFolder(run),
  });

  before(async () => {
    workspace = await Workspace.create('endless');
    first = await TrainerProcess.train(order('first'));
  });

  it('is refused in words that name the run and its process, without a new run folder', async () => {
    const message = await TrainerProcess.refusal(order('second'));
    assert.match(message, /endless\.s2s\.json is already being trained/);
    assert.match(message, /run first/);
    assert.ok(message.includes(String(first.child.pid)), message);
    assert.match(message, /stop it|copy the config/);
    await assert.rejects(access(workspace.runFolder('second')));
  });

  it('is refused to the command line just the same', async () => {
    const result = await cli(['train', workspace.configFile, '--engine', 'wasm', '--json']);
    assert.equal(result.code, 1);
    assert.match(String(jsonOf(result)['error']), /already being trained/);
    assert.match(result.stderr, /already being trained/);
  });

  it('is refused for resuming the run that is being trained', async () => {
    const message = await TrainerProcess.refusal({ ...order('first'), resume: true });
    assert.match(message, /being trained/);
  });

  it('leaves nothing behind that a list of runs would show', async () => {
    assert.deepEqual(await readdir(path.join(workspace.folder, '.s2s', 'runs')), ['first']);
  });

  it('is allowed again after a trainer that was killed and left its lock', async () => {
    first.signal('SIGKILL');
    await first.end();
    const locks = path.join(workspace.folder, '.s2s', 'locks');
    assert.equal((await readdir(locks)).length, 1);
    await workspace.setKeys({ 'training.updates': 5 });
    const second = await TrainerProcess.train(order('second'));
    assert.equal((await second.end()).code, 0);
    assert.deepEqual(await readdir(locks), []);
  });
});
