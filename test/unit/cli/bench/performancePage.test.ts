import assert from 'node:assert/strict';
import { growthCases, growthRows } from '../../../../src/cli/bench/growth';
import { performancePage } from '../../../../src/cli/bench/performancePage';
import type { TrainingRow } from '../../../../src/cli/bench/trainingRow';

function row(fields: Partial<TrainingRow>): TrainingRow {
  return {
    model: 'lstm-luong',
    shape: 'c64',
    engine: 'wasm',
    threads: 1,
    version: 'tfjs-backend-wasm 4.22.0',
    msPerStep: 12.34,
    medianMs: 13,
    cpuMsPerStep: 12,
    firstStepMs: 150,
    startMs: 200,
    losses: [3],
    lossAgrees: true,
    ...fields,
  };
}

describe('Growth of the time of a step', () => {
  const times = (engine: string, exponent: number) =>
    growthCases.map(({ shapeName }) =>
      row({ engine, shape: shapeName, msPerStep: Number(shapeName.split('=')[1]) ** exponent }),
    );

  it('is fitted for every size that is varied, beside PyTorch’s', () => {
    const rows = growthRows([...times('wasm', 1.5), ...times('PyTorch', 0.5)]);
    assert.deepEqual(
      rows.filter(({ engine }) => engine === 'wasm').map(({ axis }) => axis),
      ['hidden', 'length', 'vocabulary', 'layers', 'batch'],
    );
    for (const { engine, exponent, exponentOfPyTorch } of rows) {
      assert.ok(Math.abs(exponent - (engine === 'wasm' ? 1.5 : 0.5)) < 1e-9);
      assert.equal(exponentOfPyTorch === undefined, engine === 'PyTorch');
    }
  });

  it('is left out where a size was not measured', () => {
    const rows = growthRows(times('wasm', 1).filter(({ shape }) => shape !== 'layers=8'));
    assert.ok(rows.length > 0 && rows.every(({ axis }) => axis !== 'layers'));
  });
});

describe('The page of measurements', () => {
  const result = {
    machine: {
      processor: 'A processor',
      cores: 2,
      memoryBytes: 2 ** 34,
      system: 'Linux',
      node: '20.0.0',
      date: '2026-01-02',
      load: 0,
    },
    rows: [
      row({ ratioToPyTorch: 1.2345 }),
      row({ engine: 'PyTorch', version: '2.13.0' }),
      row({ model: 'gru-bahdanau', lossAgrees: false }),
    ],
    decoding: [],
    growth: [],
    skipped: [
      {
        model: 'gru-bahdanau',
        shape: 'c64',
        engine: 'tfjs-layers',
        threads: 1,
        reason: 'no such GRU\n  at somewhere',
        failed: false,
      },
    ],
  };
  const page = performancePage(result, 'npm run bench -- --write');

  it('says how it was made, and describes what was measured only', () => {
    assert.match(page, /Written by `npm run bench -- --write`/);
    assert.match(page, /\| lstm-luong \| LSTM encoder/);
    assert.doesNotMatch(page, /pointer network|## Decoding/);
  });

  it('names the machine, the day and the versions', () => {
    assert.match(page, /2026-01-02: A processor, 2 cores, 16 GiB, Linux, Node 20\.0\.0/);
    assert.match(page, /wasm: tfjs-backend-wasm 4\.22\.0; PyTorch: 2\.13\.0/);
  });

  it('has a table for each model, and says where losses differ and what was not measured', () => {
    assert.match(
      page,
      /### lstm-luong\n\n\| shape .*\n\| --- .*\n\| c64 \| wasm \| 1 \| 12\.3 .*1\.23.*same \|/,
    );
    assert.match(page, /### gru-bahdanau\n[^#]*DIFFERS/);
    assert.match(page, /- tfjs-layers, 1 thread, gru-bahdanau c64: no such GRU\n/);
  });

  it('is made of well-formed tables', () => {
    const cells = (line: string) => line.split('|').length;
    const lines = page.split('\n');
    lines.forEach((line, index) => {
      const above = lines[index - 1] ?? '';
      if (line.startsWith('|') && above.startsWith('|')) assert.equal(cells(line), cells(above), line);
    });
  });
});
