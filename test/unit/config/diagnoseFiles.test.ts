import assert from 'node:assert/strict';
import { diagnoseFiles } from '../../../src/core/config/diagnoseFiles';
import type { FileAccess } from '../../../src/core/config/diagnoseFiles';
import { parseConfig } from '../../../src/core/config/parseConfig';
import type { Diagnostic } from '../../../src/core/config/diagnostic';
import { recordFigure } from '../../support/figures';

const encoder = new TextEncoder();

function access(files: Readonly<Record<string, string | Uint8Array>>): FileAccess {
  return {
    resolve: (path) => `/project/${path}`,
    readBytes: (path) => {
      const content = files[path];
      return Promise.resolve(typeof content === 'string' ? encoder.encode(content) : content);
    },
    readStart: (path, byteCount) => {
      const content = files[path];
      const bytes = typeof content === 'string' ? encoder.encode(content) : content;
      return Promise.resolve(bytes?.subarray(0, byteCount));
    },
  };
}

async function diagnose(
  files: Readonly<Record<string, string | Uint8Array>>,
  data: Readonly<Record<string, unknown>> = {},
): Promise<Diagnostic[]> {
  const text = JSON.stringify({ data: { train: 'train.tsv', dev: 'dev.tsv', ...data } });
  const parsed = parseConfig(text);
  assert.deepEqual(parsed.diagnostics, []);
  return diagnoseFiles(parsed, access(files));
}

const summary = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.map(({ severity, code, path, message }) => `${severity} ${code} ${path.join('.')}: ${message}`);

const fine = { 'train.tsv': 'a\tb\nc\td\n', 'dev.tsv': 'e\tf\n' };

describe('diagnoseFiles', () => {
  it('has nothing to say about good files', async () => {
    assert.deepEqual(await diagnose(fine), []);
  });

  it('names the full path of a missing file and what to do, at the key', async () => {
    const parsed = parseConfig('{\n  "data": {\n    "train": "train.tsv",\n    "dev": "dev.tsv"\n  }\n}');
    const [diagnostic, ...more] = await diagnoseFiles(parsed, access({ 'train.tsv': 'a\tb\n' }));
    assert.equal(more.length, 0);
    assert.equal(diagnostic?.code, 'missing-file');
    assert.equal(
      diagnostic.message,
      'There is no file /project/dev.tsv. Paths are relative to the config file. Correct the path, create the file (source TAB target, one pair a line), or use a generator such as {"generator": "copy", "size": 1000}.',
    );
    assert.deepEqual([diagnostic.line, diagnostic.column, diagnostic.length], [4, 12, '"dev.tsv"'.length]);
  });

  it('reports a file that can not be read with the reason', async () => {
    const parsed = parseConfig('{"data": {"train": "train.tsv", "dev": {"generator": "copy", "size": 5}}}');
    const files = { ...access({}), readBytes: () => Promise.reject(new Error('EACCES: permission denied')) };
    assert.deepEqual(summary(await diagnoseFiles(parsed, files)), [
      "error unreadable-file data.train: /project/train.tsv can't be read: EACCES: permission denied.",
    ]);
  });

  it('reports an empty file, also one of blank lines only', async () => {
    for (const content of ['', '\n \r\n', '\uFEFF']) {
      assert.deepEqual(summary(await diagnose({ ...fine, 'dev.tsv': content })), [
        'error empty-file data.dev: /project/dev.tsv is empty. Put at least one pair in it: source TAB target, one pair a line.',
      ]);
    }
  });

  it('names the lines without TAB, the first five one by one', async () => {
    const train = Array.from({ length: 8 }, (_, index) => `line ${index}`).join('\n');
    const messages = summary(await diagnose({ ...fine, 'train.tsv': `good\tpair\n${train}\n` }));
    assert.equal(messages.length, 6);
    assert.equal(
      messages[0],
      'error no-tab data.train: train.tsv:2 has no TAB: "line 0". A line is source TAB target; put a TAB between them (not spaces).',
    );
    assert.equal(messages[5], 'error more-problems data.train: train.tsv has 3 more malformed lines.');
  });

  it('names line and byte of invalid UTF-8', async () => {
    const bytes = Uint8Array.from([...encoder.encode('a\tb\ncaf'), 0xe9, ...encoder.encode('\tx\n')]);
    assert.deepEqual(summary(await diagnose({ ...fine, 'train.tsv': bytes })), [
      'error invalid-utf8 data.train: train.tsv:2 is not valid UTF-8 (byte 0xE9 at offset 7). Save the file as UTF-8; it may be Latin-1, Windows-1252 or UTF-16.',
    ]);
  });

  it('counts sources that leak from train, with both lines of the first', async () => {
    const files = { 'train.tsv': 'a\tb\nc\td\n', 'dev.tsv': 'x\ty\nc\tother\na\tb\n' };
    assert.deepEqual(summary(await diagnose(files)), [
      'warning leak data.dev: 2 of 3 sources of data.dev stand in data.train as well (dev.tsv:2 is train.tsv:2, "c"). Its score will look better than it is: remove them from one of the two.',
    ]);
  });

  it('says so when dev is the very file of train', async () => {
    assert.deepEqual(summary(await diagnose(fine, { dev: 'train.tsv' })), [
      'warning leak data.dev: data.dev is the same file as data.train, so its score says nothing about new text. Put some pairs aside in a file of their own.',
    ]);
  });

  it('counts repeated pairs', async () => {
    const files = { ...fine, 'train.tsv': 'a\tb\nc\td\na\tb\na\tz\na\tb\n' };
    assert.deepEqual(summary(await diagnose(files)), [
      'warning duplicate-pairs data.train: 2 lines of train.tsv repeat an earlier pair (line 3 is line 1 again). Remove them, unless they are to weigh more.',
    ]);
  });

  it('warns of pairs that are too long and refuses a file of nothing else', async () => {
    const some = { ...fine, 'train.tsv': 'a\tb\nabcde\tf\nabcdé\tg\n' };
    assert.deepEqual(summary(await diagnose(some, { src: { max_length: 4 } })), [
      'warning too-long data.train: 2 of 3 pairs of train.tsv are longer than data.src.max_length 4 and are left out (the first in line 2). Raise data.src.max_length to keep them.',
    ]);
    const all = { ...fine, 'train.tsv': 'a\tone two three\n' };
    assert.deepEqual(summary(await diagnose(all, { trg: { max_length: 2, level: 'word' } })), [
      'error all-too-long data.train: Every pair of train.tsv is longer than data.trg.max_length 2, so none is left. Raise data.trg.max_length.',
    ]);
  });

  it('counts characters after composing accents', async () => {
    const files = { ...fine, 'train.tsv': 'cafe\u0301\tx\n' };
    assert.deepEqual(await diagnose(files, { src: { max_length: 4 } }), []);
  });

  it('checks 100,000 lines', async () => {
    const row = (index: number): string =>
      `the source sentence number ${index}\tthe target of number ${index}\n`;
    const train = Array.from({ length: 100_000 }, (_, index) => row(index)).join('');
    const dev = Array.from({ length: 1000 }, (_, index) => row(-index - 1)).join('');
    // Processor time, the best of three: neighbours on the machine are not to be measured.
    const milliseconds: number[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      const start = process.cpuUsage();
      assert.deepEqual(await diagnose({ 'train.tsv': train, 'dev.tsv': dev }), []);
      const { user, system } = process.cpuUsage(start);
      milliseconds.push((user + system) / 1000);
    }
    recordFigure({
      name: 'check of 100,000 lines',
      value: Math.min(...milliseconds),
      unit: 'ms of processor time',
      budget: 1000,
    });
  });
});

describe('diagnoseFiles on files of word vectors', () => {
  const pairs = 'a\tb\nc\td\n';
  const findings = async (files: Readonly<Record<string, string>>, embeddings: object) => {
    const model = { encoder: { embeddings: { load_pretrained: 'vectors.txt', ...embeddings } } };
    const text = JSON.stringify({ data: { train: 'train.tsv', dev: 'dev.tsv' }, model });
    const all = { 'train.tsv': pairs, 'dev.tsv': 'e\tf\n', ...files };
    const diagnostics = await diagnoseFiles(parseConfig(text), access(all));
    return diagnostics.map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`);
  };

  it('passes vectors of the right size', async () => {
    assert.deepEqual(await findings({ 'vectors.txt': 'a 1 2\n' }, { embedding_dim: 2 }), []);
  });

  it('finds that one is missing, is something else, or has vectors of another size', async () => {
    const [missing] = await findings({}, {});
    assert.match(
      missing ?? '',
      /^missing-file model\.encoder\.embeddings\.load_pretrained: There is no file \/project\/vec/,
    );
    const [other] = await findings({ 'vectors.txt': 'some text\n' }, {});
    assert.match(other ?? '', /^no-word-vectors .*no word vectors in its first line/);
    const [size] = await findings({ 'vectors.txt': '9 3\na 1 2 3\n' }, {});
    assert.match(
      size ?? '',
      /^word-vector-size model\.encoder\.embeddings\.embedding_dim: .*Set embedding_dim to 3/,
    );
  });
});
