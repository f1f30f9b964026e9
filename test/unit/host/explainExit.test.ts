import assert from 'node:assert/strict';
import { explainExit } from '../../../src/host/runs/explainExit';

const exit = (code: number | null, signal: NodeJS.Signals | null = null) => ({ code, signal });

describe('The explanation of a trainer that died', () => {
  it("recognises Node's heap limit although it ends by SIGABRT", () => {
    const log = `step 10\n<--- Last few GCs --->\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n 1: 0xb8 node::Abort()\n`;
    const { cause, detail } = explainExit(exit(null, 'SIGABRT'), log);
    assert.equal(cause, 'out-of-memory');
    assert.match(detail ?? '', /heap limit/);
  });

  it('recognises an allocation that failed in native code', () => {
    assert.equal(explainExit(exit(1), 'OOM when allocating tensor with shape[1,2]').cause, 'out-of-memory');
  });

  it('tells a kill from outside from a fault of its own', () => {
    assert.equal(explainExit(exit(null, 'SIGKILL'), '').cause, 'killed');
    assert.equal(explainExit(exit(null, 'SIGSEGV'), '').cause, 'native-fault');
    assert.equal(explainExit(exit(null, 'SIGKILL'), '').detail, undefined);
  });

  it('quotes the error rather than the stack below it', () => {
    const log = 'TypeError: x is not a function\n    at train (main.js:1:2)\n    at main (main.js:3:4)\n';
    assert.deepEqual(explainExit(undefined, log), {
      cause: 'unknown',
      detail: 'TypeError: x is not a function',
    });
  });
});
