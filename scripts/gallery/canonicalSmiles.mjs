import OCL from 'openchemlib';

/**
 * Molecules as openchemlib writes them, however they were written: every molecule by itself, sorted.
 * @param {string} smiles molecules with dots between
 * @returns {string | undefined} undefined when one of them is no molecule
 */
export function canonicalSmiles(smiles) {
  try {
    return smiles
      .split('.')
      .map((one) => {
        const molecule = OCL.Molecule.fromSmiles(one);
        if (molecule.getAllAtoms() === 0) throw new Error('an empty molecule');
        return molecule.toIsomericSmiles();
      })
      .sort()
      .join('.');
  } catch {
    return undefined;
  }
}
