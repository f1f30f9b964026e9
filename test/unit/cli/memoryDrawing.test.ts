import assert from 'node:assert/strict';
import { drawMachine } from '../../../src/cli/memoryDrawing';
import type { MachineTrace } from '../../../src/core/inspect/machineTrace';

/** Writes into the first row, then into the second, and reads the first. */
const trace: MachineTrace = {
  steps: ['a', 'b', 'c'],
  sourceSteps: 2,
  readHeads: 1,
  writeHeads: 1,
  rows: 2,
  width: 3,
  weightings: Float32Array.of(1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0.5, 0.5),
  memory: Float32Array.of(1, -0.5, 0, 0, 0, 0, 1, -0.5, 0, 0.25, 1, -1, 9, 9, 9, 9, 9, 9),
};

describe('The drawing of a machine', () => {
  it('has where each head was, and the memory when the source has been read', () => {
    assert.deepEqual(drawMachine(trace, { columns: 80 }), [
      'Reading head 1 (steps down, rows of the memory across):',
      '   1 2',
      'a │██',
      'b │██',
      'c │██',
      '',
      'Writing head 1 (steps down, rows of the memory across):',
      '   1 2',
      'a │██',
      'b │  ██',
      'c │▒▒▒▒',
      '',
      'Memory when the source has been read:',
      '1 │  1.0 -0.5    ·',
      '2 │  0.3  1.0 -1.0',
      '',
    ]);
  });

  it('is cut at the edge of the terminal, and says so', () => {
    const lines = drawMachine(trace, { columns: 14 });
    assert.deepEqual(lines.slice(-4), ['1 │  1.0 -0.5', '2 │  0.3  1.0', '   … 1 more columns', '']);
  });
});
