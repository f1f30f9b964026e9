import type { Claim } from '../../../core/config/expectedResult';
import type { TrainedEntry } from '../trainedVariant';
import { checkBand } from './checkBand';
import { checkBetter } from './checkBetter';
import { checkChance } from './checkChance';
import { checkGapGrows } from './checkGapGrows';
import { checkOverfits } from './checkOverfits';
import { checkReported } from './checkReported';
import { checkSolveRate } from './checkSolveRate';
import { checkSooner } from './checkSooner';
import type { ClaimOutcome } from './claimOutcome';

/** Checks a claim against what was trained. @throws Error when what it is about has not been measured */
export function checkClaim(claim: Claim, trained: TrainedEntry): ClaimOutcome {
  switch (claim.type) {
    case 'band':
      return checkBand(claim, trained);
    case 'reported':
      return checkReported(claim, trained);
    case 'better':
      return checkBetter(claim, trained);
    case 'gap-grows':
      return checkGapGrows(claim, trained);
    case 'sooner':
      return checkSooner(claim, trained);
    case 'overfits':
      return checkOverfits(claim, trained);
    case 'chance':
      return checkChance(claim, trained);
    case 'solve-rate':
      return checkSolveRate(claim, trained);
  }
}
