import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cli, isObject, jsonOf } from './support/commandLine';
import { Workspace } from './support/workspace';

/** A program that computes nothing: it gives the losses it is told to. */
function pretender(losses: readonly number[]): object {
  const script = `
    const answers = {
      load: { firstStepMs: 1 },
      losses: { losses: ${JSON.stringify(losses)} },
      run: { stepsMs: [0.001], cpuMs: 1 },
    };
    console.log(JSON.stringify({ program: 'PyTorch', version: 'none' }));
    require('node:readline')
      .createInterface({ input: process.stdin })
      .on('line', (line) => console.log(JSON.stringify(answers[JSON.parse(line).type])));`;
  return { engine: 'PyTorch', threads: 1, command: process.execPath, args: ['-e', script] };
}

describe('The command "bench"', () => {
  let workspace: Workspace;
  before(async () => {
    workspace = await Workspace.create('endless');
  });

  async function bench(peers: readonly object[], only: string) {
    const file = path.join(workspace.folder, 'peers.json');
    await writeFile(file, JSON.stringify(peers));
    const result = await cli([
      ...['bench', '--json', '--quick', '--threads', '1'],
      ...['--peers', file, '--only', only],
    ]);
    const { rows } = jsonOf(result);
    assert.ok(Array.isArray(rows));
    return { ...result, rows: rows.filter(isObject) };
  }

  it('times the embedded engine and its single ops, which compute the same losses', async () => {
    const { code, rows, stderr } = await bench([], 'lstm-luong,c64,wasm,eager-wasm');
    assert.equal(code, 0, stderr);
    assert.deepEqual(
      rows.map(({ model, shape, engine, threads, lossAgrees }) => [
        model,
        shape,
        engine,
        threads,
        lossAgrees,
      ]),
      [
        ['lstm-luong', 'c64', 'wasm', 1, true],
        ['lstm-luong', 'c64', 'eager-wasm', 1, true],
      ],
    );
    for (const { msPerStep, medianMs, firstStepMs } of rows)
      assert.ok(Number(msPerStep) > 0 && Number(msPerStep) <= Number(medianMs) && Number(firstStepMs) > 0);
    assert.match(stderr, /ms\/step/, 'the table is for people looking on');
  });

  it('does not believe a program that is fast and wrong, and fails', async () => {
    const { rows: honest } = await bench([], 'lstm-luong,c64,wasm');
    const [row] = honest;
    assert.ok(Array.isArray(row?.['losses']));
    const losses = row['losses'].map(Number);
    const believed = await bench([pretender(losses)], 'lstm-luong,c64,wasm,pytorch');
    assert.equal(believed.code, 0, believed.stderr);
    assert.ok(Number(believed.rows[0]?.['ratioToPyTorch']) > 1);

    const wrong = losses.map((loss, step) => (step === 0 ? loss * 1.0005 : loss));
    const caught = await bench([pretender(wrong)], 'lstm-luong,c64,wasm,pytorch');
    assert.equal(caught.code, 1);
    assert.deepEqual(
      caught.rows.map(({ lossAgrees, ratioToPyTorch }) => [lossAgrees, ratioToPyTorch]),
      [
        [false, undefined],
        [false, undefined],
      ],
    );
    assert.match(caught.stderr, /DIFFERS/);
  });

  it('tells what the kernels of a config’s training step cost', async () => {
    const dump = path.join(workspace.folder, 'program.txt');
    const result = await cli(['bench', '--json', '--profile', workspace.configFile, '--dump', dump]);
    assert.equal(result.code, 0, result.stderr);
    const { kernels, msPerStep } = jsonOf(result);
    assert.ok(Array.isArray(kernels) && typeof msPerStep === 'number');
    const costs = kernels.filter(isObject);
    const sum = (key: string) => costs.reduce((total, cost) => total + Number(cost[key]), 0);
    assert.ok(Math.abs(sum('share') - 1) < 1e-9);
    assert.ok(Math.abs(sum('totalMs') - msPerStep) < 1e-9);
    assert.ok(costs.some(({ kernel }) => kernel === '_FusedMatMul' || kernel === 'BatchMatMul'));
    assert.match(result.stderr, /kernel +calls/);
    const program = await readFile(dump, 'utf8');
    assert.match(program, /^program train: \d+ calls/);
    assert.match(program, /^%\d+ f32\[.*\] = /m);
    assert.match(program, /^fetch loss_sum = /m);
  });

  it('knows wrong use: exit code 2 with what there is', async () => {
    const { code, stderr } = await cli(['bench', '--only', 'abacus']);
    assert.equal(code, 2);
    assert.match(stderr, /"abacus".*Shapes: c64/);
    const alone = await cli(['bench', '--dump', '-']);
    assert.equal(alone.code, 2);
    assert.match(alone.stderr, /--profile/);
  });
});
