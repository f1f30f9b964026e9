import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { costEstimateSchema } from '../../src/protocol/modelling';
import { cli, cliResult, isObject, jsonOf } from './support/commandLine';
import { installation } from './support/installation';
import { Workspace } from './support/workspace';

describe('The command line', () => {
  let workspace: Workspace;

  before(async () => {
    workspace = await Workspace.create('endless');
  });

  it('knows wrong use from failure: exit code 2 with what is valid, on stderr', async () => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['trian'], /unknown command 'trian'/],
      [['train'], /config/],
      [['train', workspace.configFile, '--engine', 'abacus'], /auto, tensorflow, wasm/],
      [['train', workspace.configFile, '--updates', '0'], /at least 1/],
      [['train', workspace.configFile, '--set', 'training'], /path=value/],
      [['train', workspace.configFile, '--resume'], /no run of .*endless\.s2s\.json/],
      [['train', workspace.configFile, '--resume', '--seed', '3'], /random_seed can't be set/],
      [['decode'], /run/],
      [['evaluate', workspace.folder, '--src', 'a.txt'], /--trg/],
    ];
    const results = await Promise.all(wrong.map(([args]) => cli(args)));
    for (const [index, { code, stdout, stderr }] of results.entries()) {
      const [args = [], expected = /./] = wrong[index] ?? [];
      assert.equal(code, 2, `${args.join(' ')}: ${stderr}`);
      assert.equal(stdout, '', args.join(' '));
      assert.match(stderr, expected);
      assert.doesNotMatch(stderr, /^\s+at /m, 'a stack trace is no message');
    }
  });

  it('has help for every command, on stdout', async () => {
    const commands = ['train', 'decode', 'score', 'evaluate', 'validate', 'summary', 'gallery', 'engines'];
    const { code, stdout } = await cli(['--help']);
    assert.equal(code, 0);
    for (const command of commands) assert.ok(stdout.includes(command), command);
    for (const help of await Promise.all(commands.map((command) => cli([command, '--help'])))) {
      assert.equal(help.code, 0);
      assert.match(help.stdout, /Usage:/);
      assert.equal(help.stderr, '');
    }
  });

  it('fails with exit code 1 and the error in the JSON as well as on stderr', async () => {
    const missing = path.join(workspace.folder, 'missing.s2s.json');
    for (const args of [
      ['train', missing],
      ['summary', missing],
      ['decode', workspace.folder],
      ['evaluate', workspace.folder, '--split', 'dev'],
    ]) {
      const result = await cli([...args, '--json']);
      assert.equal(result.code, 1, args.join(' '));
      const { error } = jsonOf(result);
      assert.ok(typeof error === 'string' && error.includes(workspace.folder), JSON.stringify(error));
      assert.equal(result.stderr.trim(), error);
    }
  });

  it('validate: prints file:line:column severity message, and fails only for errors', async () => {
    const good = await cli(['validate', workspace.configFile]);
    assert.equal(good.code, 0, good.stderr);
    const bad = await Workspace.create('endless', {
      'data.train': 'pairs.tsv',
      'training.momentum_rate': 0.9,
    });
    const { code, stdout } = await cli(['validate', bad.configFile]);
    assert.equal(code, 1);
    assert.match(stdout, /^\/.*endless\.s2s\.json:\d+:\d+ error .*momentum_rate/m);

    const result = await cli(['validate', bad.configFile, '--json']);
    assert.equal(result.code, 1);
    const { diagnostics } = jsonOf(result);
    assert.ok(Array.isArray(diagnostics) && diagnostics.length > 0);
    const [first] = diagnostics as unknown[];
    assert.ok(isObject(first));
    assert.equal(first['file'], bad.configFile);
    assert.equal(first['severity'], 'error');
    assert.equal(first['path'], 'training.momentum_rate');
    for (const key of ['line', 'column']) assert.equal(typeof first[key], 'number');
    assert.deepEqual(await cliResult(['validate', workspace.configFile]), { diagnostics: [] });
  });

  it('summary --cost: what a training takes, by a few of its batches, and nothing is written', async () => {
    const copy = await Workspace.create('copy');
    const result = await cliResult([
      'summary',
      copy.configFile,
      '--cost',
      '--engine',
      'wasm',
      '--threads',
      '1',
    ]);
    const cost = costEstimateSchema.parse(result['cost']);
    assert.deepEqual([cost.engine, cost.threads], ['wasm', 1]);
    assert.equal(cost.parameterCount, result['parameterCount']);
    assert.deepEqual([cost.steps, cost.validations, cost.mayEndEarlier], [150, 3, false]);
    assert.equal(cost.epochs, 150 / cost.batchesPerEpoch);
    for (const seconds of [cost.secondsPerEpoch, cost.secondsPerValidation, cost.seconds])
      assert.ok(seconds > 0);
    assert.ok(cost.seconds > cost.epochs * cost.secondsPerEpoch);
    assert.ok(cost.bytes > 50e6 && cost.bytes < 2e9, `${cost.bytes} bytes`);
    assert.deepEqual(await readdir(copy.folder), ['copy.s2s.json']);
  });

  it('summary: layers whose parameters add up to the count, and the graphs of native TensorFlow', async () => {
    const { layers, parameterCount, graphs } = await cliResult([
      'summary',
      workspace.configFile,
      '--threads',
      '2',
    ]);
    assert.ok(isObject(graphs) && graphs['threads'] === 2 && Array.isArray(graphs['shapes']));
    for (const shape of graphs['shapes'] as unknown[]) {
      assert.ok(isObject(shape) && shape['loops'] === false);
      assert.ok(Number(shape['nodes']) > 500 && Number(shape['nodes']) < 6000, String(shape['nodes']));
    }
    assert.ok(graphs['shapes'].length > 0);
    assert.ok(Array.isArray(layers) && layers.length >= 4);
    const counts = (layers as unknown[]).map((layer) =>
      isObject(layer) ? Number(layer['parameterCount']) : NaN,
    );
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      parameterCount,
    );
    // Two embeddings of 5 symbols and 4 special ones in 8 numbers, two GRU layers of 8 units, Luong's layer, the output layer.
    assert.ok(Number(parameterCount) > 800 && Number(parameterCount) < 1600, String(parameterCount));
  });

  it('gallery list: every system of the gallery, with a config that validates', async () => {
    const { entries } = await cliResult(['gallery', 'list']);
    assert.ok(Array.isArray(entries));
    const names = (entries as unknown[]).map((entry) => (isObject(entry) ? entry['name'] : undefined));
    for (const name of ['copy', 'reverse', 'dates', 'addition', 'identifiers', 'compiler-messages'])
      assert.ok(names.includes(name), `${name} is not among ${names.join(', ')}`);
    for (const entry of entries as unknown[])
      for (const key of ['title', 'systems', 'source'])
        assert.ok(isObject(entry) && entry[key] !== undefined, key);
    const { gallery } = await installation();
    const { code, stdout } = await cli(['validate', path.join(gallery, 'copy', 'copy.s2s.json')]);
    assert.equal(code, 0, stdout);
  });

  it('engines: each with its version, or why it does not load', async () => {
    const { engines } = await cliResult(['engines']);
    assert.ok(Array.isArray(engines));
    const byName = new Map(
      (engines as unknown[]).map((engine) => (isObject(engine) ? [engine['name'], engine] : [undefined, {}])),
    );
    assert.equal(byName.get('wasm')?.['available'], true);
    assert.match(String(byName.get('wasm')?.['version']), /4\.22\.0/);
    const native = byName.get('tensorflow');
    assert.ok(native !== undefined);
    if (native['available'] === false) assert.notEqual(native['reason'] ?? '', '');
  });

  it('runs where there is no node_modules', async () => {
    const { cli: script } = await installation();
    assert.ok(!script.startsWith(process.cwd()), script);
    assert.doesNotMatch(await readFile(script, 'utf8'), /require\("@tensorflow\/tfjs-core"\)/);
  });
});
