import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findIndexedFile } from '../../../src/native/packageIndex';
import { pipIndexUrl } from '../../../src/native/pipIndex';
import { FileServer } from '../../support/fileServer';

const name = 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl';
const sha256 = 'ab'.repeat(32);

describe('A Python package index', () => {
  let server: FileServer;
  const find = (change: (index: URL) => void = () => undefined) => {
    const index = new URL('simple/', server.url);
    change(index);
    return findIndexedFile(index, 'tensorflow-cpu', name, {
      network: {},
      signal: new AbortController().signal,
    });
  };

  beforeEach(async () => {
    server = await FileServer.start();
  });
  afterEach(() => server.stop());

  it('is read as HTML, with relative addresses', async () => {
    const other = name.replace('cp311-cp311', 'cp312-cp312');
    server.files.set('/simple/tensorflow-cpu/', {
      content: `<!DOCTYPE html><a href="../../files/${other}#sha256=${'cd'.repeat(32)}">${other}</a><br/>
        <a data-requires-python="&gt;=3.9" href="../../files/${name}?a=1&amp;b=2#sha256=${sha256}" >${name}</a>`,
      headers: { 'content-type': 'text/html; charset=utf-8' },
    });
    const found = await find();
    assert.equal(found.sha256, sha256);
    assert.equal(found.url.href, new URL(`files/${name}?a=1&b=2#sha256=${sha256}`, server.url).href);
    assert.match(String(server.requests[0]?.headers.accept), /application\/vnd\.pypi\.simple\.v1\+json/);
  });

  it('is read as JSON', async () => {
    server.files.set('/simple/tensorflow-cpu/', {
      content: JSON.stringify({
        meta: { 'api-version': '1.1' },
        files: [{ filename: name, url: 'https://files.example/w', hashes: { sha256 }, yanked: false }],
      }),
      headers: { 'content-type': 'application/vnd.pypi.simple.v1+json' },
    });
    assert.deepEqual(await find(), { url: new URL('https://files.example/w'), sha256 });
  });

  it('behind a password has its files behind the same one', async () => {
    server.files.set('/simple/tensorflow-cpu/', { content: `<a href="/files/${name}">${name}</a>` });
    const { url, sha256: listed } = await find((index) => {
      index.username = 'me';
      index.password = 'secret';
    });
    assert.deepEqual([url.username, url.password, listed], ['me', 'secret', undefined]);
    assert.ok(server.requests[0]?.headers.authorization);
  });

  it('without the file is named', async () => {
    server.files.set('/simple/tensorflow-cpu/', { content: '<a href="x">x</a>' });
    await assert.rejects(
      find(),
      /The package index http:\/\/127\.0\.0\.1:\d+\/simple\/ does not have tensorflow_cpu/,
    );
  });

  it('without the project is named', async () => {
    await assert.rejects(find(), /simple\/tensorflow-cpu\/ answers with status 404/);
  });
});

describe('The index that pip would ask', () => {
  let folder: string;
  const write = async (file: string, text: string): Promise<string> => {
    await writeFile(path.join(folder, file), text);
    return path.join(folder, file);
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 's2s-pip-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is what pip says when nothing is configured', async () => {
    const files = [path.join(folder, 'missing')];
    const index = await pipIndexUrl({}, files, () => Promise.resolve('https://default.example/simple\n'));
    assert.equal(index.href, 'https://default.example/simple/');
    await assert.rejects(
      pipIndexUrl({}, files, () => Promise.reject(new Error('python3 is not installed.'))),
      /no pip here, and none is configured\. Install Python with pip, or set PIP_INDEX_URL .*WebAssembly/,
    );
  });

  it('is that of the environment before that of files', async () => {
    const file = await write('pip.conf', '[global]\nindex-url = https://file.example/simple');
    assert.equal(
      (await pipIndexUrl({ PIP_INDEX_URL: 'https://env.example/x' }, [file])).href,
      'https://env.example/x/',
    );
    for (const env of [{}, { PIP_INDEX_URL: '' }])
      assert.equal((await pipIndexUrl(env, [file])).href, 'https://file.example/simple/');
  });

  it('is that of the first file which names one', async () => {
    const files = [
      await write(
        'a',
        '# index-url = https://comment.example\n[install]\nindex-url = https://install.example\n',
      ),
      await write('b', '[global]\r\ntimeout = 60\r\nindex_url: https://user:pw@b.example/simple/\r\n'),
      await write('c', '[global]\nindex-url = https://c.example/'),
    ];
    assert.equal((await pipIndexUrl({}, files)).href, 'https://user:pw@b.example/simple/');
  });

  it('that is no URL is quoted', async () => {
    await assert.rejects(pipIndexUrl({ PIP_INDEX_URL: 'nonsense' }, []), /uses? the index "nonsense"/);
  });
});
