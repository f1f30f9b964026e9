import assert from 'node:assert/strict';
import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObservedStatus } from '../../../src/runs/manifest';
import { changedData } from '../../../src/runs/variants/changedData';
import { ladderPlan, sweepPlan, type PlannedVariant } from '../../../src/runs/variants/variantPlan';
import { ranked, variantStandings } from '../../../src/runs/variants/variantState';
import { VariantsProgress } from '../../../src/cli/variants/variantsProgress';
import { variantLines, variantRows } from '../../../src/cli/variants/variantsTable';
import { Output } from '../../../src/cli/output';
import { someManifest } from './runFixtures';
import { removeTemporaryFolders, temporaryFolder } from './temporaryFolder';

const copies = { generator: 'copy', size: 20 };
const config = (change: object = {}): string =>
  JSON.stringify({
    data: { train: copies, dev: copies },
    training: { updates: 10 },
    sweep: { parameters: { 'training.batch_size': [8, 16, 32] } },
    ...change,
  });

function plan(text = config()) {
  const found = sweepPlan(text, 'tiny');
  assert.ok(found !== undefined);
  return found;
}

const runOf = ({ group }: PlannedVariant, status: ObservedStatus, value?: number) => ({
  folder: `/runs/${group.variant}-${status}`,
  status,
  manifest: someManifest({
    status: status === 'crashed' ? 'running' : status,
    step: 10,
    elapsedMs: 2000,
    group,
    best: value === undefined ? undefined : { metric: 'loss', value, step: 10 },
  }),
});

describe('The plan of a sweep', () => {
  it('knows its trials again, whatever the text looks like and whichever other trials there are', () => {
    const first = plan();
    const again = plan(
      `// changed\n${config({ sweep: { parameters: { 'training.batch_size': [32, 64] } } })}`,
    );
    assert.equal(again.id, first.id);
    assert.equal(again.variants[0]?.group.fingerprint, first.variants[2]?.group.fingerprint);
    assert.notEqual(again.variants[1]?.group.fingerprint, first.variants[1]?.group.fingerprint);
  });

  it('is another one when the rest of the config is', () => {
    const other = plan(config({ random_seed: 1 }));
    assert.notEqual(other.id, plan().id);
    const named = plan(config({ expect: [{ input: 'a', output: 'a' }] }));
    assert.equal(named.id, plan().id);
  });

  it('trains configs without a sweep, and names what is wrong with one', () => {
    const [first] = plan().variants;
    assert.equal((JSON.parse(first?.text ?? '{}') as { sweep?: unknown }).sweep, undefined);
    const decoder = { attention: 'dot' };
    const parameters = { 'model.encoder.hidden_size': [8, 128] };
    const bad = plan(config({ model: { decoder }, sweep: { parameters } }));
    assert.deepEqual(
      bad.variants.map(({ problems }) => problems.length > 0),
      [true, false],
    );
  });

  it('has as many trials as somebody asks for, and the ladder as many steps', () => {
    assert.equal(sweepPlan(config(), 'tiny', 2)?.variants.length, 2);
    assert.equal(sweepPlan(config({ sweep: undefined }), 'tiny'), undefined);
    const [short, long] = [ladderPlan(config(), 'tiny', 5), ladderPlan(config(), 'tiny', 6)];
    assert.notEqual(short?.id, long?.id);
    assert.equal(short?.variants.length, 5);
  });
});

describe('What is left to do of a plan', () => {
  after(removeTemporaryFolders);

  it('is told by the runs there are, the furthest of each variant', () => {
    const { variants } = plan();
    const [a, b] = variants;
    assert.ok(a !== undefined && b !== undefined);
    const runs = [runOf(a, 'stopped'), runOf(a, 'finished', 1), runOf(b, 'failed'), runOf(b, 'crashed')];
    assert.deepEqual(
      variantStandings({ variants }, runs).map(({ state, run }) => [state, run?.status]),
      [
        ['done', 'finished'],
        ['resumable', 'crashed'],
        ['new', undefined],
      ],
    );
  });

  it('names the data files that are younger than what was trained on them', async () => {
    const folder = await temporaryFolder();
    const [train, dev] = ['train.tsv', 'dev.tsv'].map((name) => join(folder, name)) as [string, string];
    for (const file of [train, dev]) await writeFile(file, 'a\tb\n');
    await utimes(train, new Date(), new Date('2026-01-03'));
    await utimes(dev, new Date(), new Date('2026-01-01'));
    const split = (source: string) => ({ source, sha256: '', pairs: 1 });
    const { variants } = plan();
    const runs = variants.slice(0, 2).map((variant, index) => {
      const run = runOf(variant, index === 0 ? 'finished' : 'stopped', 1);
      const data = { train: split('train.tsv'), dev: split('dev.tsv'), test: split('train.tsv') };
      const manifest = { ...run.manifest, data, createdAt: '2026-01-02T00:00:00.000Z' };
      return { ...run, manifest: { ...manifest, configFile: join(folder, 'tiny.s2s.json') } };
    });
    assert.deepEqual(await changedData(variantStandings({ variants }, runs)), [
      { file: 'train.tsv', variants: 1 },
    ]);
    await rm(train);
    assert.deepEqual(await changedData(variantStandings({ variants }, runs)), []);
  });

  it('is nothing of a ladder though a sweep has trained the same', () => {
    const sweep = plan(config({ sweep: { parameters: { 'training.batch_size': [8] } } }));
    const [trial] = sweep.variants;
    assert.ok(trial !== undefined);
    const rung = { ...trial, group: { ...trial.group, kind: 'ladder' as const } };
    assert.equal(variantStandings({ variants: [rung] }, [runOf(trial, 'finished')])[0]?.state, 'new');
  });
});

describe('The table of variants', () => {
  it('ranks trials by their metric, those without a value last, and tells what sets them apart', () => {
    const sweep = { ...plan(), metric: 'loss' as const };
    const [a, b, c] = sweep.variants;
    assert.ok(a !== undefined && b !== undefined && c !== undefined);
    const runs = [runOf(a, 'finished', 0.5), runOf(c, 'finished', 0.125)];
    const rows = variantRows(sweep, variantStandings(sweep, runs));
    assert.deepEqual(
      rows.map(({ variant, delta }) => [variant, delta]),
      [
        ['batch_size=32', null],
        ['batch_size=8', 0.375],
        ['batch_size=16', null],
      ],
    );
    const lines = variantLines('loss', rows);
    assert.match(lines[0] ?? '', /variant +state +parameters +best loss +to the first/);
    assert.match(
      lines[2] ?? '',
      /batch_size=8 +finished +[\d,]+ +0\.5000 +\+0\.3750 +10 +10 +200\.0 +2\.0 s/,
    );
    assert.match(lines.at(-1) ?? '', /smaller is better/);
    assert.deepEqual(
      ranked([{ best: 1 }, { best: undefined }, { best: 2 }], 'bleu').map(({ best }) => best),
      [2, 1, undefined],
    );
  });
});

describe('The progress of variants', () => {
  it('tells each beginning and end, and how long the others will take', () => {
    const said: string[] = [];
    const stream = { isTTY: false, write: (text: string) => said.push(text.trim()) };
    const output = new Output(
      false,
      stream as unknown as NodeJS.WriteStream,
      stream as unknown as NodeJS.WriteStream,
    );
    const { variants } = plan();
    const [first] = variants;
    assert.ok(first !== undefined);
    let nowMs = 0;
    const progress = new VariantsProgress(output, variants.length, () => nowMs);
    progress.onBegin(first, false);
    nowMs = 4000;
    progress.onEnd(first, { variant: first, run: runOf(first, 'finished', 0.25) });
    progress.onEnd(first, { variant: first, run: undefined, error: 'It has no memory.' });
    assert.deepEqual(said, [
      '1/3 batch_size=8: training',
      '1/3 batch_size=8: finished at step 10 after 2.0 s, loss 0.2500   about 8.0 s left',
      '1/3 batch_size=8: It has no memory.',
    ]);
  });
});
