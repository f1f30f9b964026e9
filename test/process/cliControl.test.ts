import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RunReader } from '../../src/runs/runReader';
import { cli, cliResult, jsonOf } from './support/commandLine';
import { TrainerProcess } from './support/trainerProcess';
import { Workspace } from './support/workspace';

/** Keys of the endless config that make it end. */
const short = { 'training.updates': 20 };

describe('The command line, on runs', function () {
  this.timeout(120_000);

  it('control: pauses a training that somebody else started, changes its rate, lets it go on and stops it', async () => {
    const workspace = await Workspace.create('endless');
    const runFolder = workspace.runFolder();
    const trainer = await TrainerProcess.train({ configFile: workspace.configFile, runFolder });
    const control = (...args: string[]) => cliResult(['control', runFolder, ...args]);
    const paused = await control('pause');
    assert.deepEqual([paused['status'], paused['paused']], ['running', true]);
    const twice = await cli(['control', runFolder, 'pause']);
    assert.equal(twice.code, 1);
    assert.match(twice.stderr, /paused already/);
    assert.equal((await control('learning-rate', '3e-3'))['learningRate'], 0.003);
    const { learningRateChanges = [], step } = await new RunReader(runFolder).readManifest();
    assert.deepEqual(
      learningRateChanges.map((change) => [change.step, change.learningRate]),
      [[step, 0.003]],
    );
    assert.equal((await control('continue'))['paused'], false);
    const stopped = await control('stop');
    assert.deepEqual([stopped['status'], stopped['paused']], ['stopped', false]);
    await trainer.end();
    const over = await cli(['control', runFolder, 'pause']);
    assert.equal(over.code, 1);
    assert.match(over.stderr, /nobody is training this run: it is stopped.*--resume/s);
  });

  it('control: says what a learning rate is, and that a run elsewhere is to be asked there', async () => {
    const workspace = await Workspace.create('endless', short);
    const { run } = await cliResult(['train', workspace.configFile]);
    const folder = String(run);
    for (const args of [['learning-rate'], ['learning-rate', '0'], ['learning-rate', 'x'], ['pause', '1']]) {
      const { code, stderr } = await cli(['control', folder, ...args]);
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, /takes/);
    }
    const file = path.join(folder, 'run.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as object;
    const elsewhere = { pid: 1, startedAt: 'some-node|1', socket: '/nowhere', token: 't' };
    const updatedAt = new Date().toISOString();
    await writeFile(file, JSON.stringify({ ...manifest, status: 'running', process: elsewhere, updatedAt }));
    const { code, stderr } = await cli(['control', folder, 'pause']);
    assert.equal(code, 1);
    assert.match(stderr, /another machine \(some-node\).*there/s);
  });

  it('reproduce: ends well when the numbers are the same, fails when they are not, and names data that has changed', async () => {
    const data = ['ab\tba', 'cd\tdc', 'abc\tcba', 'd\td'].join('\n');
    const workspace = await Workspace.create('endless', {
      ...short,
      'data.train': 'pairs.tsv',
      'data.dev': 'pairs.tsv',
    });
    const pairs = await workspace.write('pairs.tsv', `${data}\n`);
    const original = String((await cliResult(['train', workspace.configFile]))['run']);
    const same = await cliResult(['reproduce', original]);
    assert.deepEqual(
      [same['verdict'], same['step'], same['reasons'], same['reproduces']],
      ['identical', 20, [], path.basename(original)],
    );

    // As if the original had been computed a little otherwise.
    const metrics = path.join(original, 'metrics.jsonl');
    const lines = (await readFile(metrics, 'utf8')).split('\n');
    const changed = lines.map((line) =>
      line.includes('"step":10,')
        ? line.replace(/"loss":([\d.]+)/, (_, loss: string) => `"loss":${Number(loss) + 1e-5}`)
        : line,
    );
    await writeFile(metrics, changed.join('\n'));
    const other = await cli(['reproduce', original, '--json']);
    assert.equal(other.code, 1);
    const { verdict, differsFrom } = jsonOf(other);
    assert.ok(verdict === 'close' || verdict === 'different');
    assert.equal(differsFrom, 10);
    assert.match(other.stderr, /[≈✗] .*from step 10 on/);

    await writeFile(pairs, `${data}\nabcd\tdcba\n`);
    const refused = await cli(['reproduce', original]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /data\.train \(pairs\.tsv\) had 4 pairs and has 5 now/);
  });
});
