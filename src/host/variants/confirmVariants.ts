import * as vscode from 'vscode';
import type { VariantPlan } from '../../runs/variants/variantPlan';
import type { VariantStanding } from '../../runs/variants/variantState';
import type { TrainableConfig } from '../commands/trainModel';
import { estimateConfigCost } from '../cost/estimateConfigCost';
import { durationText } from '../durationText';
import type { HostServices } from '../hostServices';
import { leftOutText, variantLabel } from './variantLabel';

/** What somebody is asked about. */
export interface VariantsBeginning {
  readonly plan: VariantPlan;
  readonly standings: readonly VariantStanding[];
  readonly wanted: readonly VariantStanding[];
  /** Sentences about data files that are no longer what was trained on. */
  readonly changed: readonly string[];
  readonly trainable: TrainableConfig;
}

/** Whether it may begin: asks, with what will be trained and what that costs. */
export async function confirmVariants(
  services: HostServices,
  beginning: VariantsBeginning,
): Promise<boolean> {
  const { plan, standings, wanted, changed, trainable } = beginning;
  const cost = await costText(services, beginning);
  if (cost === undefined) return false;
  const count = (state: VariantStanding['state']): number =>
    standings.filter((standing) => standing.state === state).length;
  const detail = [
    wanted
      .map(({ variant }) => variantLabel(variant.group, vscode))
      .slice(0, 8)
      .join(' · ') + (wanted.length > 8 ? ' …' : ''),
    cost,
    ...(count('done') > 0 ? [vscode.l10n.t('Trained already, and not again: {0}', count('done'))] : []),
    ...changed,
    ...(count('resumable') > 0
      ? [vscode.l10n.t('Stopped or crashed, going on from their last checkpoints: {0}', count('resumable'))]
      : []),
    ...(count('failed') > 0 ? [vscode.l10n.t('Failed before, tried again: {0}', count('failed'))] : []),
    ...plan.leftOut.map(({ step, reason }) =>
      vscode.l10n.t(
        'Without “{0}”: {1}.',
        variantLabel({ kind: 'ladder', variant: step }, vscode),
        leftOutText(reason, vscode),
      ),
    ),
  ].join('\n');
  const question =
    plan.kind === 'sweep'
      ? vscode.l10n.t('Train {0} trials of {1}?', wanted.length, trainable.name)
      : vscode.l10n.t('Train the {0} steps of the ladder of {1}?', wanted.length, trainable.name);
  return services.messages.confirm(question, detail, vscode.l10n.t('Train'));
}

/** By the first and the last; undefined when somebody has cancelled that. */
async function costText(
  services: HostServices,
  { wanted, trainable: { uri } }: VariantsBeginning,
): Promise<string | undefined> {
  const looked = [...new Set([wanted[0], wanted.at(-1)])].filter((standing) => standing !== undefined);
  const seconds: number[] = [];
  for (const { variant } of looked) {
    const estimated = await estimateConfigCost(services, { uri, text: variant.text });
    if (estimated === undefined) return undefined;
    seconds.push(estimated.cost.seconds);
  }
  const each = seconds.reduce((sum, one) => sum + one, 0) / Math.max(1, seconds.length);
  return vscode.l10n.t(
    'About {0} each, {1} in all one after the other; as many at once as s2s.training.maxParallel allows.',
    durationText(each, vscode),
    durationText(each * wanted.length, vscode),
  );
}
