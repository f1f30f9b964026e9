import assert from 'node:assert/strict';
import { readExpectedTests } from '../../../src/host/tests/expectedTests';

const head = '{\n  "data": { "train": "a.tsv", "dev": "b.tsv" },\n';
const one = '{ "input": "ab", "output": "ba" }';
const two = '{ "metric": "loss", "at_most": 1 }';
const read = (list: string, rest = '') =>
  readExpectedTests(`${head}${rest}  "expect": [${list}]\n}`, 'my.s2s.json');

describe('readExpectedTests', () => {
  it('places every test at its entry', () => {
    const text = `${head}  "expect": [\n    ${one},\n    ${two}\n  ]\n}`;
    const found = readExpectedTests(text, 'my.s2s.json');
    assert.equal(found?.name, 'my');
    assert.deepEqual(
      found.tests.map(({ offset, length }) => text.slice(offset, offset + length)),
      [one, two],
    );
  });

  it('knows a test again after others came before it, and tells equal ones apart', () => {
    const [alone] = read(one)?.tests ?? [];
    assert.equal(read(`${two}, ${one}`)?.tests[1]?.id, alone?.id);
    const [first, second] = read(`${one}, ${one}`)?.tests ?? [];
    assert.notEqual(first?.id, second?.id);
    assert.notEqual(read(one.replace('ba', 'bb'))?.tests[0]?.id, alone?.id);
  });

  it('says what a training depends on: everything but the tests', () => {
    assert.equal(read(one)?.trained, read(two)?.trained);
    assert.notEqual(read(one)?.trained, read(one, '  "random_seed": 7,\n')?.trained);
  });

  it('has nothing to say of a text that is no config', () => {
    assert.equal(readExpectedTests('{ "data": ', 'my.s2s.json'), undefined);
    assert.deepEqual(read('{ "input": "half" }')?.tests, []);
  });
});
