import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar/fs';
import { findWorking, installNative } from '../../../src/native/installNative';
import type { NativeProgress } from '../../../src/native/installProgress';
import type { Machine } from '../../../src/native/machine';
import { nativeFolders } from '../../../src/native/nativeFolders';
import { nativeRecipe } from '../../../src/native/nativeRecipe';
import type { NativeRecipe } from '../../../src/native/nativeRecipe';
import { planInstallation } from '../../../src/native/planInstallation';
import type { InstallOptions } from '../../../src/native/planInstallation';
import type { ProbeResult } from '../../../src/native/probeNative';
import { removeNative } from '../../../src/native/removeNative';
import { ownIdentity } from '../../../src/runs/processIdentity';
import { FileServer } from '../../support/fileServer';
import { zipArchive } from '../../support/zipArchive';

type Files = Readonly<Record<string, string>>;

const linux: Machine = { platform: 'linux', arch: 'x64', glibc: '2.36', cpuFlags: new Set(['avx']) };
const integrityOf = (content: Uint8Array): string =>
  `sha512-${createHash('sha512').update(content).digest('base64')}`;

async function tarball(files: Files): Promise<Buffer> {
  const sources = Object.entries(files).map(([target, content]) => ({
    type: 'content' as const,
    target,
    content,
  }));
  return gzipSync(await buffer(packTar(sources)));
}

const tfjsNode = {
  'package/package.json': '{ "name": "@tensorflow/tfjs-node", "version": "4.22.0" }',
  'package/dist/index.js': 'index',
  'package/dist/index_test.js': 'test',
  'package/dist/kernels/Add.js': 'add',
  'package/dist/index.d.ts': 'types',
  'package/binding/tfjs_backend.cc': 'source',
  'package/scripts/install.js': 'script',
};
const wheel = {
  'tensorflow/libtensorflow_cc.so.2': 'the library',
  'tensorflow/libtensorflow_framework.so.2': 'the framework',
  'tensorflow/include/tensorflow/c/c_api.h': 'header',
  'tensorflow/include/absl/strings/cord.h': 'unneeded header',
  'tensorflow/python/ops.py': 'python',
};

describe('Installing native TensorFlow', () => {
  let server: FileServer;
  let root: string;
  let tools: string;
  let recipe: NativeRecipe;
  let probed: string[];
  let probeResult: ProbeResult;
  let abort: AbortController;

  before(function () {
    // The tools are stood in for by shell scripts.
    if (process.platform === 'win32') this.skip();
  });

  beforeEach(async () => {
    server = await FileServer.start();
    root = path.join(await mkdtemp(path.join(os.tmpdir(), 's2s-native-')), 'native');
    tools = path.join(path.dirname(root), 'tools');
    await mkdir(tools);
    // A compiler that writes down what it was told.
    await tool('c++', 'for last; do :; done; while [ "$1" != -o ]; do shift; done; echo "$*" > "$2"');
    await tool('strip', 'echo stripped > "$3"');
    probed = [];
    probeResult = { works: true, tensorFlow: '2.21.0' };
    abort = new AbortController();
    recipe = await serve();
  });
  afterEach(async () => {
    await server.stop();
    await rm(path.dirname(root), { recursive: true });
  });

  async function tool(name: string, script: string): Promise<void> {
    const file = path.join(tools, name);
    await writeFile(file, `#!/bin/sh\n[ "$1" = --version ] && exit 0\n${script}\n`);
    await chmod(file, 0o755);
  }

  /** Puts the registry's packages and the index's wheel on the server. */
  async function serve(): Promise<NativeRecipe> {
    const publish = async (pinned: { name: string; version: string }, files: Files) => {
      const content = await tarball(files);
      const base = pinned.name.split('/').at(-1) ?? '';
      server.files.set(`/npm/${pinned.name}/-/${base}-${pinned.version}.tgz`, { content });
      return { ...pinned, integrity: integrityOf(content) };
    };
    const wheelContent = zipArchive(wheel);
    const sha256 = createHash('sha256').update(wheelContent).digest('hex');
    const { fileName } = nativeRecipe.wheel;
    server.files.set(`/files/${fileName}`, { content: wheelContent, headers: { etag: '"wheel"' } });
    server.files.set('/simple/tensorflow-cpu/', {
      content: `<a href="/files/${fileName}#sha256=${sha256}">${fileName}</a>`,
    });
    return {
      ...nativeRecipe,
      tfjsNode: await publish(nativeRecipe.tfjsNode, tfjsNode),
      protobuf: await publish(nativeRecipe.protobuf, { 'package/google-protobuf.js': 'protobuf' }),
      nodeHeaders: await publish(nativeRecipe.nodeHeaders, { 'package/include/node_api.h': 'header' }),
      wheel: { ...nativeRecipe.wheel, sha256, neededBytes: 1000 },
      prebuilt: {
        ...nativeRecipe.prebuilt,
        storage: new URL('storage/', server.url).href,
        neededBytes: 1000,
      },
    };
  }

  const options = (changes: Partial<InstallOptions> = {}): InstallOptions => ({
    root,
    network: {},
    env: {
      // No npm here: the registry is asked over HTTP.
      PATH: tools,
      npm_config_registry: new URL('npm/', server.url).href,
      PIP_INDEX_URL: new URL('simple/', server.url).href,
    },
    signal: abort.signal,
    probe: (folder) => {
      probed.push(folder);
      return Promise.resolve(probeResult);
    },
    machine: linux,
    recipe,
    ...changes,
  });

  async function install(
    changes: Partial<InstallOptions> = {},
    onProgress?: (progress: NativeProgress) => void,
  ) {
    const given = options(changes);
    const plan = await planInstallation(given);
    return { plan, installed: await installNative(plan, given, onProgress ?? (() => undefined)) };
  }

  async function installedFiles(): Promise<string[]> {
    const folder = nativeFolders(root).installed;
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .sort();
  }
  const read = (file: string) => readFile(path.join(nativeFolders(root).installed, file), 'utf8');
  const package_ = 'node_modules/@tensorflow/tfjs-node';

  describe('from PyPI’s wheel', () => {
    it('leaves what is needed, and nothing else', async () => {
      const { plan, installed } = await install();
      assert.match(
        plan.why,
        /^The download host of tfjs-node can't be used \(127\.0\.0\.1:\d+ answers with status 404\); so its addon is built here/,
      );
      assert.deepEqual(await installedFiles(), [
        'installed.json',
        'node_modules/@tensorflow/tfjs-core/index.js',
        'node_modules/@tensorflow/tfjs-core/package.json',
        `${package_}/deps/lib/libtensorflow_cc.so.2`,
        `${package_}/deps/lib/libtensorflow_framework.so.2`,
        `${package_}/dist/index.js`,
        `${package_}/dist/kernels/Add.js`,
        `${package_}/lib/napi-v8/tfjs_binding.node`,
        `${package_}/package.json`,
        'node_modules/@tensorflow/tfjs/index.js',
        'node_modules/@tensorflow/tfjs/package.json',
        'node_modules/google-protobuf/google-protobuf.js',
      ]);
      assert.deepEqual(await readdir(root), ['tensorflow'], 'no download, no scratch folder, no lock');
      assert.equal(installed.source, 'wheel');
      assert.equal(installed.tensorFlow, '2.21.0');
      assert.equal(await read(`${package_}/deps/lib/libtensorflow_cc.so.2`), 'stripped\n');
      const told = await read(`${package_}/lib/napi-v8/tfjs_binding.node`);
      assert.match(told, /-l:libtensorflow_cc\.so\.2 -l:libtensorflow_framework\.so\.2 -Wl,-rpath,\$ORIGIN/);
    });

    it('tells how it gets on, never backwards, to the end', async () => {
      const seen: NativeProgress[] = [];
      await install({}, (progress) => seen.push(progress));
      assert.deepEqual(
        [...new Set(seen.map(({ phase }) => phase))],
        ['fetching', 'downloading', 'unpacking', 'building', 'probing'],
      );
      assert.ok(seen.every(({ fraction }, index) => index === 0 || fraction >= seen[index - 1]!.fraction));
      assert.equal(seen.at(-1)?.fraction, 1);
    });

    it('proves itself before it is put in place', async () => {
      probeResult = { works: false, reason: 'It has no AVX.' };
      await assert.rejects(
        install(),
        /does not work here, and has been removed again: It has no AVX\. .*WebAssembly/,
      );
      assert.equal(probed.length, 1);
      assert.ok(!probed[0]!.startsWith(nativeFolders(root).installed));
      assert.deepEqual(await readdir(root), []);
    });

    it('that fails leaves the one before it alone', async () => {
      await install();
      probeResult = { works: false, reason: 'It crashed.' };
      await assert.rejects(install());
      probeResult = { works: true, tensorFlow: '2.21.0' };
      assert.ok(await findWorking(options()));
    });

    it('that is cancelled leaves nothing but what was downloaded, and goes on with that', async () => {
      const { fileName } = recipe.wheel;
      const whole = server.files.get(`/files/${fileName}`)!.content;
      server.interfere = ({ url }, response) => {
        if (url !== `/files/${fileName}`) return false;
        response.writeHead(200, { etag: '"wheel"', 'content-length': whole.length });
        response.write(whole.slice(0, 100));
        return true;
      };
      await assert.rejects(
        install({}, ({ doneBytes }) => doneBytes === 100 && setTimeout(() => abort.abort(), 50)),
        { name: 'AbortError' },
      );
      assert.deepEqual(await readdir(root), ['downloads']);
      assert.ok((await readdir(path.join(root, 'downloads'))).includes(`${fileName}.part`));
      server.interfere = () => false;
      abort = new AbortController();
      server.requests.length = 0;
      await install();
      const asked = server.requests.filter(
        ({ path: file }) => file.startsWith('/files') || file.startsWith('/npm'),
      );
      assert.deepEqual(
        asked.map(({ headers }) => headers.range),
        ['bytes=100-'],
        'only the rest of the wheel is fetched',
      );
    });

    it('clears away what an installation that was killed has left', async () => {
      await mkdir(path.join(root, '.installing-abcdef'), { recursive: true });
      await install();
      assert.deepEqual(await readdir(root), ['tensorflow']);
    });

    it('waits for no other installation, and says who is at work', async () => {
      await mkdir(root, { recursive: true });
      const plan = await planInstallation(options());
      const lock = path.join(root, 'install.lock');
      await writeFile(lock, JSON.stringify(await ownIdentity()));
      await assert.rejects(
        installNative(plan, options(), () => undefined),
        new RegExp(`already being installed or removed \\(process ${process.pid}\\)`),
      );
      await writeFile(
        lock,
        JSON.stringify({ ...(await ownIdentity()), startedAt: `${os.hostname()}|long ago` }),
      );
      await installNative(plan, options(), () => undefined);
    });

    it('refuses a wheel that another index would put in its place', async () => {
      server.files.set('/simple/tensorflow-cpu/', {
        content: `<a href="/x#sha256=${'00'.repeat(32)}">${recipe.wheel.fileName}</a>`,
      });
      await assert.rejects(planInstallation(options()), /lists another .*whl.*Nothing was downloaded/);
    });

    it('deletes a corrupt wheel', async () => {
      server.files.set(`/files/${recipe.wheel.fileName}`, { content: zipArchive({ a: 'b' }) });
      await assert.rejects(install(), /\.whl arrived corrupt: its sha256 .* deleted/);
      assert.ok(!(await readdir(path.join(root, 'downloads'))).some((name) => name.includes('.whl')));
    });

    it('refuses a package that is not the pinned one', async () => {
      const { name, version } = recipe.tfjsNode;
      const content = await tarball({ 'package/package.json': '{}' });
      server.files.set(`/npm/${name}/-/tfjs-node-${version}.tgz`, { content });
      await assert.rejects(install(), /tfjs-node-4\.22\.0\.tgz arrived corrupt: its sha512/);
    });

    it('repeats what the compiler says', async () => {
      await tool('c++', 'echo "tfjs_backend.cc:1: error: no such thing" >&2; exit 1');
      await assert.rejects(install(), /compiler could not build tfjs-node’s addon\..*no such thing/s);
      assert.deepEqual(await readdir(root), ['downloads']);
    });

    it('keeps a library that can’t be stripped as it is', async () => {
      await tool('strip', 'echo half > "$3"; exit 1');
      await install();
      assert.equal(await read(`${package_}/deps/lib/libtensorflow_cc.so.2`), 'the library');
    });
  });

  describe('from the host of tfjs-node', () => {
    const storage = '/storage/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz';
    const addonPath = '/storage/tf-builds/pre-built-binary/napi-v8/4.22.0/CPU-linux-4.22.0.tar.gz';

    async function publishPrebuilt(): Promise<void> {
      for (const [file, files] of [
        [storage, { './lib/libtensorflow.so.2': 'library', './include/tensorflow/c/c_api.h': 'header' }],
        [addonPath, { 'napi-v8/tfjs_binding.node': 'addon' }],
      ] as const) {
        const content = await tarball(files);
        const md5 = createHash('md5').update(content).digest('base64');
        server.files.set(file, { content, headers: { 'x-goog-hash': `crc32c=AAAAAA==, md5=${md5}` } });
      }
    }

    it('takes library and addon as they are, and needs no compiler', async () => {
      await publishPrebuilt();
      await rm(path.join(tools, 'c++'));
      const { plan, installed } = await install();
      assert.equal(plan.source.type, 'prebuilt');
      assert.equal(installed.source, 'prebuilt');
      assert.equal(await read(`${package_}/deps/lib/libtensorflow.so.2`), 'library');
      assert.equal(await read(`${package_}/lib/napi-v8/tfjs_binding.node`), 'addon');
      assert.ok(!(await installedFiles()).some((file) => file.includes('include')));
    });

    it('notices a corrupt archive by the host’s checksum', async () => {
      await publishPrebuilt();
      const { headers = {} } = server.files.get(storage)!;
      server.files.set(storage, { content: await tarball({ 'lib/other': 'x' }), headers });
      await assert.rejects(install(), /libtensorflow-cpu-linux.*arrived corrupt: its md5/);
    });

    it('notices a corrupt archive without a checksum when it is unpacked', async () => {
      await publishPrebuilt();
      server.files.set(storage, { content: 'no archive' });
      await assert.rejects(
        install(),
        /libtensorflow-cpu-linux.*arrived corrupt: it can't be unpacked .* deleted/,
      );
      assert.ok(
        !(await readdir(path.join(root, 'downloads'))).some((name) => name.startsWith('libtensorflow')),
      );
    });

    it('on Windows puts the library beside the addon', async () => {
      server.files.set(storage.replace('linux', 'windows').replace('tar.gz', 'zip'), {
        content: zipArchive({ 'lib/tensorflow.dll': 'library', 'include/x.h': 'header' }),
      });
      server.files.set(addonPath.replace('linux', 'windows').replace('tar.gz', 'zip'), {
        content: zipArchive({ 'napi-v8/tfjs_binding.node': 'addon' }),
      });
      await install({ machine: { platform: 'win32', arch: 'x64', glibc: undefined, cpuFlags: undefined } });
      assert.equal(await read(`${package_}/lib/napi-v8/tensorflow.dll`), 'library');
      assert.equal(await read(`${package_}/lib/napi-v8/tfjs_binding.node`), 'addon');
    });
  });

  describe('where it can’t be', () => {
    const refused = async (machine: Partial<Machine>, message: RegExp): Promise<void> => {
      await assert.rejects(planInstallation(options({ machine: { ...linux, ...machine } })), message);
      assert.ok(!server.requests.some(({ path: file }) => file.startsWith('/files')));
    };

    it('explains other systems and processors', async () => {
      await refused(
        { platform: 'darwin', arch: 'arm64' },
        /tfjs-node 4\.22\.0 is not offered for darwin on arm64, and the other way.*Linux with an x64.*The embedded WebAssembly engine works here without it\./i,
      );
      await refused({ platform: 'win32' }, /download host.*can't be used.*Linux with an x64 processor only/);
      await refused({ arch: 'arm64' }, /not offered for linux on arm64/i);
    });

    it('explains old systems before anything is downloaded', async () => {
      await refused({ cpuFlags: new Set(['sse4_2']) }, /no AVX instructions/);
      await refused({ glibc: '2.17' }, /needs the C library glibc 2\.27 or newer; this system has 2\.17/);
      await refused({ glibc: undefined }, /another C library/);
    });

    it('says that a compiler is missing, and how to get one', async () => {
      await rm(path.join(tools, 'c++'));
      await refused(
        {},
        /needs a C\+\+ compiler, and there is none\. On Debian and Ubuntu: sudo apt install g\+\+/,
      );
    });

    const withoutRegistry = () => ({ env: { ...options().env, npm_config_registry: '' } });

    it('says what to install or to set where there is no npm and no registry is named', async () => {
      await assert.rejects(
        install(withoutRegistry()),
        /tfjs-node can't be had by npm: npm is not installed\. Install Node\.js with npm, or set npm_config_registry .*WebAssembly/,
      );
      assert.deepEqual(await readdir(root), ['downloads']);
    });

    it('says that npm delivers something else than what is pinned', async () => {
      await tool('npm', 'echo other > other.tgz; echo other.tgz');
      await assert.rejects(
        install(withoutRegistry()),
        /npm delivers another @tensorflow\/tfjs-node@4\.22\.0 than the one that is pinned/,
      );
      assert.deepEqual(await readdir(path.join(root, 'downloads')), []);
    });

    it('says that the registry’s address is none', async () => {
      const env = { ...options().env, npm_config_registry: 'nonsense' };
      await assert.rejects(install({ env }), /npm_config_registry is "nonsense", which is no URL/);
    });

    it('says how much disk is missing', async () => {
      const wanted = { ...recipe, wheel: { ...recipe.wheel, neededBytes: 1e18 } };
      await assert.rejects(
        planInstallation(options({ recipe: wanted })),
        /needs 1,000,000,000\.0 GB while it works, and only .* are free in .*\. Free .* and install again/,
      );
    });

    it('says that the index can’t be reached', async () => {
      const env = { ...options().env, PIP_INDEX_URL: 'http://127.0.0.1:1/simple' };
      await assert.rejects(
        planInstallation(options({ env })),
        /can't be downloaded\. The download host of tfjs-node can't be used.*PyPI’s can't either: 127\.0\.0\.1:1 can't be reached.*PIP_INDEX_URL/,
      );
    });
  });

  it('and removing it is no matter to a process that has it open', async () => {
    await install();
    const library = path.join(nativeFolders(root).installed, package_, 'deps/lib/libtensorflow_cc.so.2');
    const opened = await open(library);
    try {
      assert.ok((await removeNative(root)) > 0);
      assert.deepEqual(await readdir(root), []);
      assert.equal(await opened.readFile('utf8'), 'stripped\n');
    } finally {
      await opened.close();
    }
  });

  it('and removing it changes nothing where the system keeps what is in use', async () => {
    await install();
    const files = await installedFiles();
    const busy = () => Promise.reject(Object.assign(new Error('EPERM: not permitted'), { code: 'EPERM' }));
    await assert.rejects(
      removeNative(root, busy),
      /can't be removed or replaced now \(EPERM.*\): it is probably in use\. Stop the trainings/,
    );
    assert.deepEqual(await installedFiles(), files);
    assert.deepEqual(await readdir(root), ['tensorflow'], 'the lock is gone');
  });

  it('is not removed while it is being installed', async () => {
    await install();
    await writeFile(path.join(root, 'install.lock'), JSON.stringify(await ownIdentity()));
    await assert.rejects(removeNative(root), /already being installed or removed/);
    assert.ok(await findWorking(options()));
  });

  it('and removing it leaves nothing', async () => {
    assert.equal(await removeNative(root), 0);
    const { installed } = await install();
    assert.ok((await removeNative(root)) >= installed.bytes);
    assert.deepEqual(await readdir(root), []);
    await assert.rejects(stat(nativeFolders(root).installed));
    assert.equal(await findWorking(options()), undefined);
  });
});
