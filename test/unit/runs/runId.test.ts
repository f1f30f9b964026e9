import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { reserveRunFolder, runId } from '../../../src/runs/runId';
import { removeTemporaryFolders, temporaryFolder } from './temporaryFolder';

const moment = new Date('2026-01-31T23:59:58.999Z');

describe('runId', () => {
  after(removeTemporaryFolders);

  it('is the config name and the time in UTC', () => {
    assert.equal(runId('dates', moment), 'dates-20260131-235958');
    assert.equal(runId('Noms à l’été v1.2', moment), 'Noms-a-l-ete-v1-2-20260131-235958');
    assert.equal(runId('日付', moment), 'run-20260131-235958');
    assert.equal(runId('con', moment), 'con-20260131-235958');
  });

  it('is a safe file name for any config name', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
        (name, date) => assert.match(runId(name, date), /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,47})-\d{8}-\d{6}$/),
      ),
    );
  });

  it('sorts by time for one config', () => {
    const date = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) });
    fc.assert(
      fc.property(date, date, (a, b) => {
        const seconds = (moment: Date) => Math.floor(moment.getTime() / 1000);
        const order = seconds(a) - seconds(b);
        const [first, second] = [runId('x', a), runId('x', b)];
        assert.equal(Math.sign(order), first < second ? -1 : first > second ? 1 : 0);
      }),
    );
  });

  it('gives runs begun in the same second folders of their own', async () => {
    const runs = join(await temporaryFolder(), '.s2s', 'runs');
    const folders = await Promise.all(
      Array.from({ length: 5 }, () => reserveRunFolder(runs, 'copy', moment)),
    );
    assert.equal(new Set(folders).size, 5);
    assert.deepEqual((await readdir(runs)).sort(), folders.map((folder) => basename(folder)).sort());
    assert.ok(folders.includes(join(runs, 'copy-20260131-235958')));
  });
});
