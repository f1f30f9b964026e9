import type { Estimate } from './estimate';
import { estimateProportion } from './estimateProportion';

/** Molecules as one text however they were written; undefined when it is none. */
export type CanonicalSmiles = (smiles: string) => string | undefined;

/** Answers for one source, the best first, beside the reference. */
export interface MoleculeAnswers {
  readonly hypotheses: readonly string[];
  readonly reference: string;
}

export interface MoleculeMeasures {
  /** Share of sources whose first hypothesis is the molecules of the reference, however written. */
  readonly molecule_top1: Estimate;
  /** Share of sources with one such among the first five hypotheses. */
  readonly molecule_top5: Estimate;
  /** Share of sources whose first hypothesis is no molecule, or that have none. */
  readonly invalid_molecules: Estimate;
}

/**
 * Top-1 and top-5 accuracy by canonical SMILES, and validity, as Liu et al. 2017 (Retrosynthetic reaction prediction) report
 * them. Intervals are Wilson's.
 * @throws RangeError without any source
 */
export function measureMolecules(
  answers: readonly MoleculeAnswers[],
  canonical: CanonicalSmiles,
): MoleculeMeasures {
  const judged = answers.map(({ hypotheses, reference }) => {
    const molecules = hypotheses.slice(0, 5).map(canonical);
    // A reference that is no molecule can't be right: undefined would equal an invalid answer.
    return { molecules, wanted: canonical(reference) ?? Symbol('no molecule') };
  });
  const share = (holds: (one: (typeof judged)[number]) => boolean): Estimate =>
    estimateProportion(judged.filter(holds).length, judged.length);
  return {
    molecule_top1: share(({ molecules, wanted }) => molecules[0] === wanted),
    molecule_top5: share(({ molecules, wanted }) => molecules.some((molecule) => molecule === wanted)),
    invalid_molecules: share(({ molecules }) => molecules[0] === undefined),
  };
}
