import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { nodeBundle } from './esbuild.mjs';
import { inRepository } from './repository.mjs';

/** The entry point for `extensionTestsPath`. */
export const integrationEntry = inRepository('out', 'integration', 'index.js');

/**
 * Bundles the integration suite to out/integration: the entry and every test file by itself, in the folders of test/integration.
 * @returns {Promise<Map<string, number>>} the number of test files by group (their folder, such as `reopen/before`)
 */
export async function bundleIntegrationTests() {
  const source = inRepository('test', 'integration');
  const names = (await readdir(source, { recursive: true })).map((name) => name.replaceAll(path.sep, '/'));
  const tests = names.filter((name) => name.endsWith('.test.ts'));
  const target = path.dirname(integrationEntry);
  await rm(target, { recursive: true, force: true });
  await esbuild.build({
    ...nodeBundle,
    entryPoints: ['index.ts', ...tests].map((name) => path.join(source, name)),
    outbase: source,
    outdir: target,
    sourcemap: 'inline',
    // What comes from node_modules is loaded from there: mocha must be one and the same for all files.
    packages: 'external',
  });
  /** @type {Map<string, number>} */
  const groups = new Map();
  for (const name of tests) {
    const group = path.posix.dirname(name);
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  return groups;
}
