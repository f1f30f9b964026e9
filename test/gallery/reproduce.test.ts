import assert from 'node:assert/strict';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cli, cliResult, isObject } from '../process/support/commandLine';
import { removeAtEnd } from '../process/support/leftovers';

describe('gallery reproduce', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 's2s-reproduce-'));
    removeAtEnd(folder);
  });

  it('--quick: every system begins to learn exactly as it did, and decodes @slow', async function () {
    this.timeout(260_000);
    const { results } = await cliResult(['gallery', 'reproduce', '--quick'], { cwd: folder });
    assert.ok(Array.isArray(results) && results.length >= 10);
    for (const result of results as unknown[]) {
      assert.ok(isObject(result));
      assert.equal(result['passed'], true, `${String(result['name'])}: ${String(result['problem'])}`);
    }
  });

  it('trains, measures, keeps what is finished, and writes the page', async function () {
    this.timeout(120_000);
    const args = ['gallery', 'reproduce', 'copy', '--engine', 'wasm', '--write', 'results.md'];
    const first = await cliResult(args, { cwd: folder });
    const { results } = first;
    assert.ok(Array.isArray(results) && results.length === 1);
    const [row] = results as unknown[];
    assert.ok(isObject(row));
    assert.equal(row['name'], 'copy');
    assert.equal(row['passed'], true);
    assert.ok(isObject(row['ours']) && Number(row['ours']['value']) >= 0.98);
    const page = await readFile(path.join(folder, 'results.md'), 'utf8');
    assert.match(page, /seq2seq-lab gallery reproduce copy --engine wasm --write/);
    assert.match(page, /\| copy +\| sequence accuracy/);

    const again = await cli(args, { cwd: folder });
    assert.equal(again.code, 0, again.stderr);
    assert.doesNotMatch(again.stdout, /step \d+\/\d+/, 'nothing is trained again');
    assert.deepEqual((await cliResult(args, { cwd: folder }))['results'], results);
  });

  it('refuses depths that exclude each other, and names that the gallery does not have', async () => {
    for (const [args, message] of [
      [['--quick', '--long'], /two depths/],
      [['--update'], /--quick/],
      [['nonsense'], /no "nonsense"/],
      [['copy', '--long'], /--long/],
    ] as const) {
      const { code, stderr } = await cli(['gallery', 'reproduce', ...args], { cwd: folder });
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
  });
});
