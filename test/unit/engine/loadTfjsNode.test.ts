import assert from 'node:assert/strict';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { loadTfjsNode } from '../../../src/engine/tensorflow/loadTfjsNode';
import type { NativeSearch, NoTfjsNode } from '../../../src/engine/tensorflow/locateTfjsNode';

describe('loadTfjsNode', () => {
  let folder: string;
  const environment = process.env['S2S_NATIVE_PATH'];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'tfjs-node-'));
    delete process.env['S2S_NATIVE_PATH'];
  });
  afterEach(async () => {
    if (environment !== undefined) process.env['S2S_NATIVE_PATH'] = environment;
    await rm(folder, { recursive: true });
  });

  function refusal(search: NativeSearch): NoTfjsNode {
    const result = loadTfjsNode(search, { intraOp: 1, interOp: 1 });
    assert.ok(!result.available);
    return result;
  }

  /** A package as npm leaves it with ignore-scripts, `addon` added when given. */
  async function install(parent: string, addon?: Uint8Array, version = '4.22.0'): Promise<string> {
    const root = path.join(parent, 'node_modules', '@tensorflow', 'tfjs-node');
    const addonFolder = path.join(root, 'lib', 'napi-v8');
    await mkdir(addonFolder, { recursive: true });
    const manifest = { name: '@tensorflow/tfjs-node', version };
    await writeFile(path.join(root, 'package.json'), JSON.stringify(manifest));
    if (addon !== undefined) await writeFile(path.join(addonFolder, 'tfjs_binding.node'), addon);
    return root;
  }

  it('says that nothing is installed when no place has it', () => {
    // The root, since a folder above the temporary one may have node_modules.
    const { reason, tried } = refusal({ storagePath: folder, resolveFrom: path.parse(folder).root });
    assert.equal(reason, 'Native TensorFlow is not installed.');
    assert.equal(tried.length, 2);
  });

  it('names the setting and the folder when the named path has no tfjs-node', () => {
    const { reason } = refusal({ nativePath: folder });
    assert.equal(
      reason,
      `s2s.engine.nativePath names ${folder}, but there is no @tensorflow/tfjs-node in ${folder}.`,
    );
  });

  it('takes the environment variable when the setting is empty', async () => {
    const root = await install(folder);
    process.env['S2S_NATIVE_PATH'] = folder;
    const { reason } = refusal({ nativePath: '' });
    assert.equal(
      reason,
      `S2S_NATIVE_PATH names ${folder}, but @tensorflow/tfjs-node 4.22.0 in ${root} is installed without its native addon.`,
    );
  });

  it('tries nothing else when a path is named', async () => {
    await install(folder);
    const elsewhere = path.join(folder, 'elsewhere');
    const { tried } = refusal({ nativePath: elsewhere, storagePath: folder, resolveFrom: folder });
    assert.deepEqual(
      tried.map((attempt) => attempt.path),
      [elsewhere],
    );
  });

  it('accepts the folder of the package itself', async () => {
    const root = await install(folder);
    assert.match(refusal({ nativePath: root }).reason, /installed without its native addon\.$/);
  });

  it('does not take a dependency without its addon, as ignore-scripts leaves it, for something broken', async () => {
    const root = await install(folder);
    const project = path.join(folder, 'project');
    await mkdir(project);
    const { reason, tried } = refusal({ storagePath: project, resolveFrom: project });
    const problem = `@tensorflow/tfjs-node 4.22.0 in ${root} is installed without its native addon`;
    assert.equal(reason, 'Native TensorFlow is not installed.');
    assert.deepEqual(tried, [
      { path: project, problem: `there is no @tensorflow/tfjs-node in ${project}` },
      { path: root, problem },
    ]);
  });

  it('reports an installation of the install command without its addon as broken', async () => {
    const root = await install(folder);
    const { reason } = refusal({ storagePath: folder });
    assert.equal(
      reason,
      `Native TensorFlow can't be used: @tensorflow/tfjs-node 4.22.0 in ${root} is installed without its native addon.`,
    );
  });

  it('loads nothing that was found not to work, and repeats why', async () => {
    await install(folder, new Uint8Array(8));
    const distrusted = 'It crashed when it was tried.';
    assert.equal(refusal({ nativePath: folder, distrusted }).reason, distrusted);
  });

  it('refuses a version that was made for another tfjs-core', async () => {
    await install(folder, new Uint8Array(8), '3.21.1');
    assert.match(
      refusal({ nativePath: folder }).reason,
      /3\.21\.1 in .* does not fit: version 4\.22 is needed/,
    );
  });

  it('reports an addon of garbage in words', async () => {
    await install(folder, Buffer.from('this is no shared library'.repeat(100)));
    const { reason } = refusal({ nativePath: folder });
    assert.match(reason, /@tensorflow\/tfjs-node in .* does not load: .*tfjs_binding\.node/);
  });

  it('reports an empty addon in words', async () => {
    await install(folder, new Uint8Array());
    assert.match(refusal({ nativePath: folder }).reason, /does not load: .*tfjs_binding\.node/);
  });

  it('reports an addon that is cut off, which would kill the process if it were loaded', async function () {
    if (process.platform !== 'linux') this.skip();
    const node = await open(process.execPath);
    const start = Buffer.alloc(50_000);
    await node.read(start);
    await node.close();
    await install(folder, start);
    assert.match(
      refusal({ nativePath: folder }).reason,
      /tfjs_binding\.node is cut off: it has 50000 of at least/,
    );
  });

  it('reports a package.json that cannot be read as an installation that is not there', async () => {
    const root = await install(folder);
    await writeFile(path.join(root, 'package.json'), '{ "name": ');
    assert.match(refusal({ nativePath: folder }).reason, /there is no @tensorflow\/tfjs-node/);
  });
});
