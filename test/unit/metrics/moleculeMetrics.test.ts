import assert from 'node:assert/strict';
import { loadCanonicalSmiles } from '../../../src/cli/reproduce/canonicalSmiles';
import { measureMolecules } from '../../../src/core/metrics/moleculeMetrics';

describe('metrics of molecules', () => {
  it('find the reference however it is written, within five hypotheses', async () => {
    const canonical = await loadCanonicalSmiles();
    const wrong = ['C', 'CC', 'CCC', 'CCCC'];
    const answers = [
      { hypotheses: ['OCC.OC(C)=O'], reference: 'CC(O)=O.CCO' },
      { hypotheses: [...wrong, 'OCC'], reference: 'CCO' },
      { hypotheses: [...wrong, 'CCCCC', 'OCC'], reference: 'CCO' },
      { hypotheses: ['C1CC', 'CCO'], reference: 'CCO' },
      { hypotheses: [], reference: 'CCO' },
    ];
    const { molecule_top1, molecule_top5, invalid_molecules } = measureMolecules(answers, canonical);
    assert.equal(molecule_top1.value, 1 / 5);
    assert.equal(molecule_top5.value, 3 / 5);
    assert.equal(invalid_molecules.value, 2 / 5);
    assert.ok(molecule_top1.low < 0.2 && molecule_top1.high > 0.2);
  });

  it('never count an invalid answer as right because the reference is invalid too', () => {
    const { molecule_top1, molecule_top5 } = measureMolecules(
      [{ hypotheses: ['('], reference: ')' }],
      () => undefined,
    );
    assert.equal(molecule_top1.value, 0);
    assert.equal(molecule_top5.value, 0);
  });
});
