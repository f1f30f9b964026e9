import assert from 'node:assert/strict';
import { cp, rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import { RunReader } from '../../src/runs/runReader';
import { InferenceProcess } from './support/inferenceProcess';
import { trainedCopy } from './support/trainedCopy';

describe('The inference process', () => {
  let inference: InferenceProcess;
  let runFolder: string;
  let folder: string;

  before(async function () {
    this.timeout(120_000);
    const trained = await trainedCopy();
    runFolder = trained.runFolder;
    folder = trained.workspace.folder;
    inference = await InferenceProcess.fork(folder);
  });

  /** It answers as ever. */
  afterEach(async () => {
    const [line] = await inference.decode({ runFolder, sources: ['abc'] });
    assert.equal(line?.type === 'decoded' ? line.hypotheses[0]?.text : line?.type, 'abc');
  });

  it('decodes several sources in their order', async () => {
    const sources = ['abcde', 'e', 'cabbe', 'dd'];
    const lines = await inference.decode({ runFolder, sources });
    assert.deepEqual(
      lines.map((line) => (line.type === 'decoded' ? [line.source, line.hypotheses[0]?.text] : line)),
      sources.map((source) => [source, source]),
    );
  });

  it('gives beams with scores, the best first, and attention where asked', async () => {
    const request = { runFolder, sources: ['abcd'], beamSize: 3, nBest: 3, attention: true };
    const [line] = await inference.decode(request);
    assert.ok(line?.type === 'decoded');
    assert.equal(line.hypotheses.length, 3);
    const scores = line.hypotheses.map(({ score }) => score);
    assert.deepEqual(
      scores,
      [...scores].sort((a, b) => b - a),
    );
    for (const { text, tokens, tokenLogProbabilities, logProbability, attention } of line.hypotheses) {
      assert.equal(text, tokens.filter((token) => token !== '</s>').join(''));
      const sum = tokenLogProbabilities.reduce((total, value) => total + value, 0);
      assert.ok(Math.abs(sum - logProbability) < 1e-4 && sum <= 0);
      assert.equal(attention?.rows, tokens.length);
      assert.equal(attention.columns, line.sourceTokens.length);
      for (let row = 0; row < attention.rows; row++) {
        const weights = attention.values.subarray(row * attention.columns, (row + 1) * attention.columns);
        assert.ok(Math.abs(weights.reduce((total, weight) => total + weight, 0) - 1) < 1e-4);
      }
    }
    assert.equal(line.hypotheses[0]?.text, 'abcd');
  });

  it('refuses a source that is too long by itself, and decodes the others', async () => {
    const long = 'a'.repeat(13);
    const lines = await inference.decode({ runFolder, sources: ['ab', long, 'cd'] });
    assert.deepEqual(
      lines.map(({ type, source }) => [type, source]),
      [
        ['decoded', 'ab'],
        ['refused', long],
        ['decoded', 'cd'],
      ],
    );
    assert.match(lines[1]?.type === 'refused' ? lines[1].message : '', /13.*max_length|max_length.*12/s);
  });

  it('names the tokens that the vocabulary does not know', async () => {
    const [line] = await inference.decode({ runFolder, sources: ['a7bé'] });
    assert.ok(line?.type === 'decoded');
    assert.deepEqual(line.unknownTokens, ['7', 'é']);
    assert.equal(line.hypotheses.length, 1);
  });

  it('answers an empty line and no line at all', async () => {
    assert.deepEqual(await inference.decode({ runFolder, sources: [] }), []);
    const [line] = await inference.decode({ runFolder, sources: [''] });
    assert.equal(line?.source, '');
  });

  it('says of a run without a checkpoint what to do', async () => {
    const bare = path.join(folder, 'bare');
    await cp(runFolder, bare, { recursive: true });
    for (const name of ['checkpoints', 'best', 'last']) await rm(path.join(bare, name), { recursive: true });
    await assert.rejects(
      inference.decode({ runFolder: bare, sources: ['a'] }),
      /no checkpoint yet.*[Tt]rain/,
    );
  });

  it('says which file of a damaged run is damaged', async () => {
    const damaged = path.join(folder, 'damaged');
    await cp(runFolder, damaged, { recursive: true });
    const reader = new RunReader(damaged);
    for (const step of await reader.listCheckpoints())
      await truncate(path.join(damaged, 'checkpoints', String(step), 'weights.safetensors'), 100);
    await assert.rejects(
      inference.decode({ runFolder: damaged, sources: ['a'] }),
      /weights\.safetensors: truncated/,
    );
  });

  it('says that a folder is no run', async () => {
    const nowhere = path.join(folder, 'nowhere');
    await assert.rejects(
      inference.decode({ runFolder: nowhere, sources: ['a'] }),
      /nowhere.*not the folder of a run/,
    );
  });

  it('answers a request it does not know with an error, and survives what is no request', async () => {
    await assert.rejects(inference.ask({ type: 'dance' }), /type/);
    await assert.rejects(inference.ask(undefined));
    await assert.rejects(inference.ask({ type: 'decode', runFolder, sources: 'abc' }), /sources/);
    for (const garbage of ['garbage', 17, null, [], { kind: 'request' }, { kind: 'reply', id: 1 }])
      inference.child.send(garbage as string);
  });

  it('tells which engines load', async () => {
    const reply = await inference.ask({ type: 'engines' });
    assert.ok(reply.type === 'engines');
    const available = new Map(reply.engines.map(({ name, available: loads }) => [name, loads]));
    assert.equal(available.get('wasm'), true);
    for (const { available: loads, reason } of reply.engines) if (!loads) assert.notEqual(reason ?? '', '');
  });

  it('answers requests that overlap, each its own', async () => {
    const sources = ['a', 'bb', 'ccc', 'dddd'];
    const replies = await Promise.all(
      sources.map((source) => inference.decode({ runFolder, sources: [source] })),
    );
    assert.deepEqual(
      replies.map(([line]) => line?.source),
      sources,
    );
  });

  after(async () => {
    assert.equal(await inference.end(), 0);
  });
});
