import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { readManifest } from '../../src/runs/readManifest';
import { cli, cliResult, isObject, jsonOf, startCli } from './support/commandLine';
import { eventually } from './support/deadline';
import { Workspace } from './support/workspace';

const copies = { generator: 'copy', size: 200, symbols: 4, min_length: 1, max_length: 4 };
const config = {
  name: 'tiny',
  data: { train: copies, dev: { ...copies, size: 20 } },
  model: { encoder: { hidden_size: 8 }, decoder: { hidden_size: 8 } },
  training: { batch_size: 20, updates: 20, validation_freq: 10, logging_freq: 5 },
};
const sweep = {
  parameters: {
    'model.encoder.hidden_size, model.decoder.hidden_size': [4, 8],
    'training.learning_rate': [0.001, 0.01],
  },
};

type Result = Readonly<Record<string, unknown>>;

function variantsOf(result: Result): Result[] {
  const { variants } = result;
  assert.ok(Array.isArray(variants));
  return (variants as unknown[]).filter(isObject);
}

const numbers = (rows: readonly Result[], key: string): number[] => rows.map((row) => Number(row[key]));

describe('The command line, from a config to many variants of it', () => {
  let workspace: Workspace;

  before(async () => {
    workspace = await Workspace.create();
  });

  const write = (name: string, more: object): Promise<string> =>
    workspace.write(`${name}.s2s.json`, JSON.stringify({ ...config, name, ...more }, null, 2));

  it('sweep: tells what it would do, does it, ranks the trials, and does nothing twice', async function () {
    this.timeout(120_000);
    const file = await write('ranked', { sweep });
    const plan = await cliResult(['sweep', file, '--dry-run', '--engine', 'wasm']);
    assert.ok(Number(plan['seconds']) > 0);
    assert.deepEqual(
      variantsOf(plan).map(({ variant, state }) => [variant, state]),
      [
        ['hidden_size=4, learning_rate=0.001', 'new'],
        ['hidden_size=4, learning_rate=0.01', 'new'],
        ['hidden_size=8, learning_rate=0.001', 'new'],
        ['hidden_size=8, learning_rate=0.01', 'new'],
      ],
    );

    const first = await cliResult(['sweep', file, '--parallel', '2', '--engine', 'wasm', '--trials', '3']);
    const rows = variantsOf(first);
    assert.equal(rows.length, 3);
    const best = numbers(rows, 'best');
    assert.deepEqual(
      best,
      best.toSorted((a, b) => b - a),
    );
    assert.ok(rows.every(({ status, steps }) => status === 'finished' && steps === 20));
    assert.equal(rows[0]?.['delta'], null);
    assert.ok(numbers(rows, 'msPerStep').every((value) => value > 0));

    const runFolder = String(rows[0]['run']);
    const { group, name } = await readManifest(runFolder);
    assert.equal(name, 'ranked');
    assert.equal(group?.kind, 'sweep');
    assert.equal(group.id, first['group']);
    const written = JSON.parse(await readFile(path.join(runFolder, 'config.s2s.json'), 'utf8')) as Result;
    assert.equal(written['sweep'], undefined);
    assert.ok(isObject(written['training']));
    assert.equal(written['training']['learning_rate'], group.values['training.learning_rate']);

    // The fourth alone is left.
    const all = await cli(['sweep', file, '--engine', 'wasm', '--json']);
    assert.match(all.stderr, /1 of 4 to train, 3 done already/);
    const kept = variantsOf(jsonOf(all)).filter(({ run }) => rows.some((row) => row['run'] === run));
    assert.equal(kept.length, 3);
  });

  it('sweep: stops in order, and goes on where it stopped', async function () {
    this.timeout(120_000);
    const training = { ...config.training, updates: 800, validation_freq: 400 };
    const parameters = { 'training.learning_rate': [0.001, 0.01] };
    const file = await write('stopped', { training, sweep: { parameters } });
    const { child, result } = await startCli(['sweep', file, '--engine', 'wasm', '--json']);
    const folder = path.join(workspace.folder, '.s2s', 'runs');
    await eventually(async () => {
      const runs = (await readdir(folder)).filter((name) => name.startsWith('stopped-'));
      const manifests = await Promise.all(
        runs.map((name) => readManifest(path.join(folder, name)).catch(() => undefined)),
      );
      return manifests.some((manifest) => (manifest?.step ?? 0) > 20) ? true : undefined;
    }, 'the first trial to train');
    child.kill('SIGINT');
    const stopped = await result;
    assert.equal(stopped.code, 0, stopped.stderr);
    const rows = variantsOf(jsonOf(stopped));
    assert.deepEqual(rows.map(({ status }) => status).toSorted(), ['stopped', 'waiting']);
    const stoppedRun = rows.find(({ status }) => status === 'stopped')?.['run'];

    const second = await startCli(['sweep', file, '--engine', 'wasm', '--json', '--parallel', '2']);
    const finished = await second.result;
    assert.equal(finished.code, 0, finished.stderr);
    assert.match(finished.stderr, /1 to go on with/);
    const ended = variantsOf(jsonOf(finished));
    assert.ok(ended.every(({ status, steps }) => status === 'finished' && steps === 800));
    assert.ok(ended.some(({ run }) => run === stoppedRun));
  });

  it('sweep: a trial that can’t begin is told, and leaves no run', async function () {
    this.timeout(120_000);
    // No word vectors there: a value that only the trainer can refuse.
    const parameters = { 'model.encoder.embeddings.load_pretrained': ['missing.vec'] };
    const file = await write('failing', { sweep: { parameters } });
    const { code, stderr } = await cli(['sweep', file, '--engine', 'wasm']);
    assert.equal(code, 1);
    assert.match(stderr, /load_pretrained=missing\.vec: .*missing\.vec/s);
    const runs = await readdir(path.join(workspace.folder, '.s2s', 'runs'));
    assert.ok(!runs.some((name) => name.startsWith('failing')));
  });

  it('sweep: says what is wrong before anything is trained', async () => {
    const without = await cli(['sweep', await write('without', {})]);
    assert.equal(without.code, 2);
    assert.match(without.stderr, /has no sweep/);
    const wrong = await write('wrong', { sweep: { parameters: { 'training.batch_size': [8, -1] } } });
    const { code, stderr } = await cli(['sweep', wrong]);
    assert.equal(code, 1);
    assert.match(stderr, /wrong\.s2s\.json:\d+:\d+.*training\.batch_size must be/);
  });

  it('ladder: trains all steps of it alike, and draws the table in its order', async function () {
    this.timeout(120_000);
    const file = await write('rungs', {});
    const result = await cliResult(['ladder', file, '--steps', '6', '--parallel', '2', '--engine', 'wasm']);
    const rows = variantsOf(result);
    assert.deepEqual(
      rows.map(({ variant }) => variant),
      ['RNN', 'GRU', 'LSTM', '+ attention', '+ reversed source'],
    );
    assert.ok(rows.every(({ steps, status }) => steps === 6 && status === 'finished'));
    const [rnn, gru, lstm, attention, reverse] = numbers(rows, 'parameters');
    assert.ok(rnn! < gru! && gru! < lstm! && lstm! < attention! && attention === reverse);
    const { stdout } = await cli(['ladder', file, '--steps', '6', '--engine', 'wasm']);
    assert.match(stdout, /0 of 5 to train, 5 done already/);
    assert.match(stdout, /variant +parameters +best sequence accuracy +to the first/);
  });
});
