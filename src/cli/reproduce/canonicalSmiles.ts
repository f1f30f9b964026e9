import type { CanonicalSmiles } from '../../core/metrics/moleculeMetrics';

/**
 * Canonical SMILES by openchemlib: each molecule by itself, sorted. It is as large as the rest of the product together, so it
 * is loaded only where molecules are compared, and not packaged (docs/adr/0010).
 * @throws Error saying how to get it where it is not installed
 */
export async function loadCanonicalSmiles(): Promise<CanonicalSmiles> {
  const { Molecule } = await import('openchemlib').catch((error: unknown) => {
    throw new Error(
      'Comparing molecules needs openchemlib: npm install openchemlib@9.25.0, where Node finds it.',
      { cause: error },
    );
  });
  return (smiles) => {
    try {
      return smiles
        .split('.')
        .map((one) => {
          const molecule = Molecule.fromSmiles(one);
          if (molecule.getAllAtoms() === 0) throw new Error('an empty molecule');
          return molecule.toIsomericSmiles();
        })
        .sort()
        .join('.');
    } catch {
      return undefined;
    }
  };
}
