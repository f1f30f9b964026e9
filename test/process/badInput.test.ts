import assert from 'node:assert/strict';
import { access, cp, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RunReader } from '../../src/runs/runReader';
import { TrainerProcess, trainToEnd } from './support/trainerProcess';
import { Workspace } from './support/workspace';

describe('A trainer refuses in words', () => {
  describe('a config', () => {
    let workspace: Workspace;

    beforeEach(async () => {
      workspace = await Workspace.create('endless');
    });

    /** Asks for a training that must be refused, and leave no trace. */
    async function refusal(): Promise<string> {
      const runFolder = workspace.runFolder();
      const message = await TrainerProcess.refusal({ configFile: workspace.configFile, runFolder });
      await assert.rejects(access(runFolder), 'there is a run folder all the same');
      return message;
    }

    it('with errors: every one of them with file, line, column and what would be valid', async () => {
      const text = await readFile(workspace.configFile, 'utf8');
      await writeFile(
        workspace.configFile,
        text
          .replace('"learning_rate": 0.01', '"learning_rat": 0.01')
          .replace('"gru", "hidden', '"gro", "hidden'),
      );
      const lines = (await refusal()).split('\n');
      assert.equal(lines.length, 2, lines.join('\n'));
      const [cell = '', unknownKey = ''] = lines;
      assert.ok(cell.startsWith(`${workspace.configFile}:10:30 error `), cell);
      assert.match(cell, /"rnn", "gru"|rnn, gru/);
      assert.ok(unknownKey.startsWith(`${workspace.configFile}:20:5 error `), unknownKey);
      assert.match(unknownKey, /learning_rate/);
    });

    it('that is not JSON', async () => {
      await writeFile(workspace.configFile, '{ "data": ');
      assert.match(await refusal(), /endless\.s2s\.json:1:\d+ error /);
    });

    it('that is not there', async () => {
      const configFile = path.join(workspace.folder, 'nowhere.s2s.json');
      const message = await TrainerProcess.refusal({ configFile, runFolder: workspace.runFolder() });
      assert.ok(message.includes(configFile), message);
      assert.match(message, /no file/);
    });

    it('that names a data file which is missing', async () => {
      await workspace.setKeys({ 'data.train': 'pairs.tsv' });
      const message = await refusal();
      assert.match(message, /endless\.s2s\.json:4:14 error /);
      assert.ok(message.includes(path.join(workspace.folder, 'pairs.tsv')), message);
      assert.match(message, /create the file|generator/);
    });

    const badFiles: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
      ['a line without a TAB', 'a\tb\nno tab\n', /pairs\.tsv:2 has no TAB: "no tab"\..*put a TAB/],
      [
        'a byte that is not UTF-8',
        Uint8Array.of(0x61, 0x09, 0x62, 0x0a, 0xe9, 0x09, 0x62, 0x0a),
        /pairs\.tsv:2 is not valid UTF-8 \(byte 0xE9 at offset 4\)\. Save the file as UTF-8/,
      ],
      ['nothing in it', '', /pairs\.tsv is empty\. Put at least one pair in it/],
    ];
    for (const [what, content, expected] of badFiles) {
      it(`whose data file has ${what}`, async () => {
        await workspace.write('pairs.tsv', content);
        await workspace.setKeys({ 'data.train': 'pairs.tsv' });
        const message = await refusal();
        assert.match(message, /endless\.s2s\.json:4:14 error /);
        assert.match(message, expected);
      });
    }

    it('whose pairs are all too long', async () => {
      await workspace.write('pairs.tsv', 'abcdefghijklm\tb\n');
      await workspace.setKeys({ 'data.train': 'pairs.tsv' });
      const message = await refusal();
      assert.match(message, /Every pair of pairs\.tsv is longer than data\.src\.max_length 12/);
      assert.match(message, /Raise data\.src\.max_length/);
    });

    it('but only warns when some pairs are too long, and trains on the others', async () => {
      const { configFile } = workspace;
      await workspace.write('pairs.tsv', 'ab\tab\nabcdefghijklm\tb\nc\tc\n');
      await workspace.setKeys({ 'data.train': 'pairs.tsv', 'training.updates': 2 });
      const runFolder = workspace.runFolder();
      const trainer = await TrainerProcess.train({ configFile, runFolder });
      assert.equal((await trainer.end()).code, 0);
      assert.match(await trainer.log(), /Warning: .*endless\.s2s\.json:4:14 warning 1 of 3 pairs.*line 2/);
      const { stepsPerEpoch, data } = await new RunReader(runFolder).readManifest();
      assert.equal(stepsPerEpoch, 1);
      assert.equal(data['train']?.pairs, 3);
    });

    it('for a folder that holds a run already', async () => {
      const { configFile } = workspace;
      await workspace.setKeys({ 'training.updates': 1 });
      await trainToEnd({ configFile, runFolder: workspace.runFolder() });
      const message = await TrainerProcess.refusal({ configFile, runFolder: workspace.runFolder() });
      assert.match(message, /already holds a run/);
      assert.match(message, /[Rr]esume/);
    });
  });

  describe('to resume a run folder', () => {
    let workspace: Workspace;
    let pristine: string;
    let runFolder: string;
    let copies = 0;

    before(async () => {
      workspace = await Workspace.create('endless');
      pristine = workspace.runFolder('pristine');
      const trainer = await TrainerProcess.train({ configFile: workspace.configFile, runFolder: pristine });
      const watcher = await trainer.watch();
      await watcher.seen('checkpoint', ({ best }) => best);
      await watcher.seen('metrics', ({ point }) => point.step % 10 === 5);
      watcher.send({ type: 'stop' });
      await trainer.end();
      await workspace.setKeys({ 'training.updates': 1 });
    });

    beforeEach(async () => {
      runFolder = workspace.runFolder(`copy-${++copies}`);
      await cp(pristine, runFolder, { recursive: true });
    });

    const order = () => ({ configFile: workspace.configFile, runFolder, resume: true });

    async function cutInHalf(pointer: 'best' | 'last'): Promise<string> {
      const step = (await readFile(path.join(runFolder, pointer), 'utf8')).trim();
      const file = path.join(runFolder, 'checkpoints', step, 'weights.safetensors');
      await truncate(file, Math.floor((await readFile(file)).length / 2));
      return file;
    }

    it('from a newer version', async () => {
      const file = path.join(runFolder, 'run.json');
      const text = (await readFile(file, 'utf8')).replace('"version": 1', '"version": 99');
      await writeFile(file, text);
      const message = await TrainerProcess.refusal(order());
      assert.ok(message.startsWith(`${file}: made by a newer Seq2Seq Lab (format 99`), message);
      assert.match(message, /Update Seq2Seq Lab/);
      assert.equal(await readFile(file, 'utf8'), text);
    });

    it('whose checkpoints are all truncated', async () => {
      await cutInHalf('last');
      const file = await cutInHalf('best');
      const message = await TrainerProcess.refusal(order());
      assert.ok(message.startsWith(`${file}: truncated`), message);
      assert.match(message, /train again/);
    });

    it('that is none', async () => {
      const file = path.join(workspace.folder, 'run.json');
      const message = await TrainerProcess.refusal({ ...order(), runFolder: workspace.folder });
      assert.ok(message.startsWith(`${file}: missing`), message);
    });

    it('that has lost its vocabulary', async () => {
      await writeFile(path.join(runFolder, 'codecs.json'), '{}');
      assert.match(await TrainerProcess.refusal(order()), /codecs\.json/);
    });

    it('but goes on from the best checkpoint when only the last one is truncated', async () => {
      const reader = new RunReader(runFolder);
      const best = (await reader.readPointer('best')) ?? 0;
      const last = (await reader.readPointer('last')) ?? 0;
      assert.ok(best < last, `best is ${best}, last ${last}`);
      const file = await cutInHalf('last');
      await workspace.setKeys({ 'training.updates': last + 10 });
      const trainer = await TrainerProcess.train(order());
      assert.equal((await trainer.end()).code, 0);
      assert.match(await trainer.log(), new RegExp(`${file}: truncated.*best checkpoint, step ${best}`));
      assert.equal((await reader.readManifest()).status, 'finished');
      const steps = (await reader.readMetrics()).items.map((item) => item.step);
      assert.deepEqual(
        steps,
        [...steps].sort((a, b) => a - b),
      );
    });
  });
});
