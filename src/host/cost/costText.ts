import { formatBytes } from '../../native/formatBytes';
import type { CostEstimate } from '../../protocol/modelling';
import type { Localizer } from '../data/localizer';
import { durationText } from '../durationText';
import { numberText } from '../numberText';

/** What a lens says of a training's cost: `≈ 12 s/epoch · 2 min 10 s in all · 210 MB · wasm`. */
export function costTitle(cost: CostEstimate, vscode: Localizer): string {
  const inAll = durationText(cost.seconds, vscode);
  return [
    vscode.l10n.t('≈ {0}/epoch', durationText(cost.secondsPerEpoch, vscode)),
    cost.mayEndEarlier ? vscode.l10n.t('at most {0} in all', inAll) : vscode.l10n.t('{0} in all', inAll),
    formatBytes(cost.bytes, vscode.env.language),
    cost.engine,
  ].join(' · ');
}

/** Where the numbers come from, for the lens's tooltip. */
export function costDetails(cost: CostEstimate, vscode: Localizer): string {
  const number = (value: number): string =>
    numberText(value, vscode.env.language, { maximumFractionDigits: 1 });
  return [
    vscode.l10n.t(
      'By a few batches of the commonest length, on {0} ({1} threads), not counting what else the machine does.',
      cost.engine,
      cost.threads,
    ),
    vscode.l10n.t(
      '{0} parameters; {1} batches an epoch; {2} steps, {3} epochs',
      number(cost.parameterCount),
      number(cost.batchesPerEpoch),
      number(cost.steps),
      number(cost.epochs),
    ),
    vscode.l10n.t(
      '{0} validations of {1}; first runs of {2} lengths of batches, {3} each',
      number(cost.validations),
      durationText(cost.secondsPerValidation, vscode),
      number(cost.shapes),
      durationText(cost.firstRunSeconds, vscode),
    ),
    cost.bytesAre === 'measured'
      ? vscode.l10n.t('Memory as measured')
      : vscode.l10n.t('Memory as measured, and estimated for the longest batches, which were not run'),
  ].join('\n');
}
