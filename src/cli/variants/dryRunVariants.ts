import type { VariantPlan } from '../../runs/variants/variantPlan';
import type { VariantStanding } from '../../runs/variants/variantState';
import { estimateCost } from '../../trainer/estimateCost';
import { formatDuration } from '../duration';
import type { Output } from '../output';
import type { VariantsOptions } from './variantsOptions';
import { variantLabel } from './variantTexts';

/** Variants whose cost is looked at; the others are taken to cost as much. */
const measuredVariants = 3;

/** Tells how each variant stands, and what training those that are wanted would cost. */
export async function dryRunVariants(
  configFile: string,
  plan: VariantPlan,
  {
    before,
    wanted,
  }: { readonly before: readonly VariantStanding[]; readonly wanted: readonly VariantStanding[] },
  { engine, threads, parallel }: VariantsOptions,
  output: Output,
): Promise<void> {
  for (const { variant, state } of before) output.line(`  ${variantLabel(variant.group)}   ${state}`);
  const step = Math.max(1, Math.ceil(wanted.length / measuredVariants));
  const looked = wanted.filter((_, index) => index % step === 0);
  const seconds: number[] = [];
  for (const { variant } of looked) {
    const request = {
      configFile,
      configText: variant.text,
      engine,
      ...(threads === undefined ? {} : { threads }),
    };
    seconds.push((await estimateCost(request)).seconds);
  }
  const mean = seconds.reduce((sum, one) => sum + one, 0) / Math.max(1, seconds.length);
  const total = (mean * wanted.length) / Math.min(parallel, Math.max(1, wanted.length));
  if (wanted.length > 0)
    output.line(
      `About ${formatDuration(1000 * mean)} each, ${formatDuration(1000 * total)} in all, judged by a few batches of ${seconds.length}. Nothing was trained.`,
    );
  output.result({
    kind: plan.kind,
    group: plan.id,
    metric: plan.metric,
    variants: before.map(({ variant, state, run }) => ({
      variant: variantLabel(variant.group),
      values: variant.group.values,
      state,
      run: run?.folder ?? null,
    })),
    leftOut: plan.leftOut,
    secondsEach: wanted.length === 0 ? 0 : mean,
    seconds: total,
  });
}
