import assert from 'node:assert/strict';
import { appendFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { JsonlTail } from '../../../src/runs/jsonlTail';
import { removeTemporaryFolders, temporaryFolder } from './temporaryFolder';

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

describe('JsonlTail', () => {
  let file = '';
  let tail: JsonlTail<string>;

  beforeEach(async () => {
    file = join(await temporaryFolder(), 'x.jsonl');
    tail = new JsonlTail(file, text);
  });
  after(removeTemporaryFolders);

  it('waits for a file that does not exist yet', async () => {
    assert.deepEqual(await tail.read(), { items: [], brokenLines: 0, reset: false });
    await writeFile(file, '"a"\n');
    assert.deepEqual(await tail.read(), { items: ['a'], brokenLines: 0, reset: false });
    assert.deepEqual(await tail.read(), { items: [], brokenLines: 0, reset: false });
  });

  it('gives every line once, whole, however its bytes arrive', async () => {
    const lines = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 8 });
    const cuts = fc.array(fc.nat({ max: 60 }), { maxLength: 6 });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(lines, cuts, async (expected, places) => {
        const growing = `${file}${count++}`;
        const follower = new JsonlTail(growing, text);
        const bytes = Buffer.from(expected.map((line) => `${JSON.stringify(line)}\n`).join(''));
        const ends = [...places.filter((place) => place < bytes.length), bytes.length].sort((a, b) => a - b);
        const got: string[] = [];
        let begin = 0;
        for (const end of ends) {
          await appendFile(growing, bytes.subarray(begin, end));
          begin = end;
          const { items, reset, brokenLines } = await follower.read();
          assert.equal(reset, false);
          assert.equal(brokenLines, 0);
          got.push(...items);
        }
        assert.deepEqual(got, expected);
      }),
      { numRuns: 60 },
    );
  });

  it('counts lines that are not what the file should hold', async () => {
    await writeFile(file, '"a"\n7\n{"torn\n"b"\n"c');
    assert.deepEqual(await tail.read(), { items: ['a', 'b'], brokenLines: 2, reset: false });
    await appendFile(file, '"\n');
    assert.deepEqual((await tail.read()).items, ['c']);
  });

  it('begins anew when the file was cut, replaced or removed', async () => {
    await writeFile(file, '"a"\n"b"\n');
    await tail.read();
    await truncate(file, 4);
    assert.deepEqual(await tail.read(), { items: ['a'], brokenLines: 0, reset: true });
    await writeFile(`${file}.new`, '"x"\n"y"\n"z"\n');
    await rename(`${file}.new`, file);
    assert.deepEqual(await tail.read(), { items: ['x', 'y', 'z'], brokenLines: 0, reset: true });
    await rm(file);
    assert.deepEqual(await tail.read(), { items: [], brokenLines: 0, reset: true });
    assert.equal((await tail.read()).reset, false);
  });
});
