import { build } from 'esbuild';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { nodeBundle } from '../../../../scripts/lib/esbuild.mjs';

const folder = path.resolve('test/unit/engine/wasm');
const probeBundle = path.resolve('out/test/kernelProbe.cjs');
const run = promisify(execFile);

interface Probe {
  readonly version: string;
  readonly losses: number[];
}

async function probe(kernels: string): Promise<Probe> {
  const env = { ...process.env, S2S_WASM_KERNELS: kernels };
  const { stdout } = await run(process.execPath, [probeBundle], { env });
  return JSON.parse(stdout) as Probe;
}

describe('the choice of the kernels', () => {
  before(() =>
    build({
      ...nodeBundle,
      entryPoints: [path.join(folder, 'probe.ts')],
      outfile: probeBundle,
      keepNames: true,
    }),
  );

  it('falls on the best build that runs here, and all of them train alike', async () => {
    const [best, ...others] = await Promise.all(['', 'simd', 'none'].map(probe));
    assert.deepEqual(
      [best!, ...others].map(({ version }) => version),
      ['relaxed SIMD kernels', 'SIMD kernels', 'without kernels of its own'].map(
        (kernels) => `tfjs-backend-wasm 4.22.0 (${kernels})`,
      ),
    );
    for (const { losses } of others)
      losses.forEach((loss, update) => {
        const deviation = Math.abs(loss / best!.losses[update]! - 1);
        assert.ok(deviation < 1e-5, `update ${update}: ${loss} and ${best!.losses[update]!}`);
      });
  });

  it('refuses a build that there is not, with what there is', async () => {
    await assert.rejects(probe('turbo'), /S2S_WASM_KERNELS is "turbo"; it can be relaxed-simd, simd or none/);
  });

  // Prepared by `npm test`, where it can be.
  const newerNode = process.env['S2S_NEWER_NODE'] ?? '';
  if (newerNode !== '')
    it('is the same on a newer Node, where all tests of the kernels pass @slow', async function () {
      // All tests of this folder once more.
      this.timeout(300_000);
      const files = readdirSync(folder).filter(
        (name) => name.endsWith('.test.ts') && name !== path.basename(__filename),
      );
      const mocha = path.resolve('node_modules/mocha/bin/mocha.js');
      const { stdout } = await run(newerNode, [mocha, ...files.map((name) => path.join(folder, name))], {
        env: { ...process.env, S2S_NEWER_NODE: '' },
      });
      assert.match(stdout, /\d+ passing/);
    });
});
