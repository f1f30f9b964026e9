import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { activationFiles, extensionBundle } from '../../../scripts/lib/nodeBundles.mjs';

const budgetBytes = 150_000;

describe('What activation loads', () => {
  /** Bytes of each source file in it. */
  const sizes = new Map<string, number>();
  before(async () => {
    // Without the plugin that writes to dist/.
    const plugins = extensionBundle.plugins?.filter(({ name }) => name !== 'commonjs-chunks') ?? [];
    const { metafile } = await build({ ...extensionBundle, plugins, metafile: true, minify: true });
    const files = activationFiles(metafile);
    assert.ok(files.length > 0);
    for (const file of files) {
      for (const [source, { bytesInOutput }] of Object.entries(metafile.outputs[file]?.inputs ?? {}))
        sizes.set(source, bytesInOutput);
    }
  });

  it('is code of the host alone: no package, no schema', () => {
    const packages = [...sizes.keys()].filter((source) => source.includes('node_modules'));
    assert.deepEqual(packages, []);
    assert.equal(sizes.has('src/core/config/schema.ts'), false);
    assert.ok(sizes.has('src/host/runs/runStore.ts'));
  });

  it(`is at most ${budgetBytes / 1000} kB`, () => {
    const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    assert.ok(bytes > 10_000 && bytes <= budgetBytes, `${bytes} bytes`);
  });
});
