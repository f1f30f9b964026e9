import assert from 'node:assert/strict';
import { crashedBefore } from '../../../src/cli/crashedBefore';
import type { ObservedStatus } from '../../../src/runs/manifest';
import type { RunListEntry } from '../../../src/runs/runList';
import { makeManifest } from '../../support/makeManifest';

const run = (id: string, configFile: string, status: ObservedStatus): RunListEntry => ({
  type: 'run',
  folder: `/runs/${id}`,
  id,
  manifest: { ...makeManifest(), configFile, step: 40 },
  status,
});

describe('A training that was killed on the command line', () => {
  it('is explained by the next one', () => {
    const text = crashedBefore([run('b', '/b', 'finished'), run('a', '/a', 'crashed')], '/a');
    assert.match(text ?? '', /\(a\) ended without a word at step 40: .*memory ran out.*--resume.*batch_size/);
  });

  it('is forgotten when another one has followed', () => {
    const runs = [run('a2', '/a', 'stopped'), run('a', '/a', 'crashed')];
    assert.equal(crashedBefore(runs, '/a'), undefined);
    assert.equal(crashedBefore([], '/a'), undefined);
  });
});
