import { listRuns } from '../../runs/runList';
import { runsFolderOf, stateFolderOf } from '../../runs/stateFolder';
import { changedData } from '../../runs/variants/changedData';
import type { VariantPlan } from '../../runs/variants/variantPlan';
import { variantStandings, type VariantStanding } from '../../runs/variants/variantState';
import { formatPath } from '../../core/config/formatPath';
import { stateRootOf } from '../../trainer/stateRoot';
import { CommandFailed } from '../commandFailed';
import { exitCodes } from '../exitCode';
import type { Output } from '../output';
import { stopOnInterrupt } from '../stopOnInterrupt';
import { dryRunVariants } from './dryRunVariants';
import { VariantsTraining, type VariantOutcome } from './trainVariants';
import { VariantsProgress } from './variantsProgress';
import type { VariantsOptions } from './variantsOptions';
import { variantLines, variantRows } from './variantsTable';
import { ladderStepTexts, leftOutTexts, variantLabel } from './variantTexts';

/**
 * Trains what a plan lacks, tells how it goes and draws the table. What has been trained already is not trained again.
 * @throws Error when a variant can't be trained; nothing is, then
 */
export async function runVariants(
  configFile: string,
  plan: VariantPlan,
  options: VariantsOptions,
  output: Output,
): Promise<void> {
  refuseImpossible(plan);
  for (const { step, reason } of plan.leftOut)
    output.line(`Without “${ladderStepTexts[step]}”: ${leftOutTexts[reason]}.`);
  const before = await standingsOf(configFile, plan, options);
  const isWanted = ({ state }: VariantStanding): boolean => state === 'new' || state === 'resumable';
  const wanted = before.filter(isWanted);
  introduce(before, wanted, output);
  for (const { file, variants } of await changedData(before))
    output.notice(
      `${file} has changed since ${variants} of these ${variants === 1 ? 'was' : 'were'} trained: --anew trains all again.`,
    );
  if (options.dryRun === true) return dryRunVariants(configFile, plan, { before, wanted }, options, output);
  const outcomes = await train(configFile, wanted, options, output);
  const after = merged(before, outcomes);
  const rows = variantRows(plan, after);
  for (const line of variantLines(plan.metric, rows)) output.line(line);
  const left = after.filter(isWanted).length;
  if (left > 0)
    output.line(`${left} of ${after.length} are not finished: the same command goes on with them.`);
  output.result({
    kind: plan.kind,
    group: plan.id,
    metric: plan.metric,
    variants: rows.map((row) => ({ ...row, best: row.best ?? null })),
    leftOut: plan.leftOut,
  });
  if (outcomes.some(({ error }) => error !== undefined)) throw new CommandFailed();
}

function refuseImpossible({ variants }: VariantPlan): void {
  const bad = variants.filter(({ problems }) => problems.length > 0);
  const [first] = bad;
  if (first === undefined) return;
  const [problem] = first.problems;
  const why = problem?.message ?? `${formatPath(problem?.path ?? [])} is not valid.`;
  throw new Error(
    `${bad.length} of ${variants.length} variants can't be trained, such as ${first.group.variant}: ${why} Change the lists of the sweep.`,
  );
}

async function standingsOf(
  configFile: string,
  plan: VariantPlan,
  { anew, retry }: VariantsOptions,
): Promise<VariantStanding[]> {
  const runs = await listRuns(runsFolderOf(stateFolderOf(await stateRootOf(configFile))));
  const usable = anew === true ? [] : runs.filter((entry) => entry.type === 'run');
  return variantStandings(plan, usable).map((standing) =>
    retry === true && standing.state === 'failed' ? { ...standing, state: 'new' } : standing,
  );
}

function introduce(
  standings: readonly VariantStanding[],
  wanted: readonly VariantStanding[],
  output: Output,
): void {
  const count = (state: VariantStanding['state']): number =>
    standings.filter((standing) => standing.state === state).length;
  const parts = [
    `${wanted.length} of ${standings.length} to train`,
    ...(count('done') > 0 ? [`${count('done')} done already`] : []),
    ...(count('resumable') > 0 ? [`${count('resumable')} to go on with`] : []),
    ...(count('active') > 0 ? [`${count('active')} being trained elsewhere`] : []),
  ];
  output.line(`${parts.join(', ')}.`);
  for (const { run, variant, state } of standings) {
    const name = variantLabel(variant.group);
    if (run?.status === 'crashed')
      output.notice(
        `${name} ended without a word at step ${run.manifest.step} when it was trained last; it goes on from its last checkpoint.`,
      );
    if (state === 'failed')
      output.notice(
        `${name} failed: ${run?.manifest.message ?? 'no reason is known.'} --retry trains it again.`,
      );
  }
}

async function train(
  configFile: string,
  wanted: readonly VariantStanding[],
  { engine, threads, parallel }: VariantsOptions,
  output: Output,
): Promise<VariantOutcome[]> {
  const progress = new VariantsProgress(output, wanted.length);
  const training = new VariantsTraining({ configFile, engine, threads, parallel }, progress);
  const release = stopOnInterrupt({
    stop: () => training.stop(),
    exitAtOnce: () => {
      training.kill();
      process.exit(exitCodes.failed);
    },
    say: (text) => {
      progress.clear();
      output.notice(text);
    },
  });
  try {
    return await training.run(wanted);
  } finally {
    progress.clear();
    release();
  }
}

function merged(before: readonly VariantStanding[], outcomes: readonly VariantOutcome[]): VariantStanding[] {
  return before.map((standing) => {
    const outcome = outcomes.find(({ variant }) => variant === standing.variant);
    if (outcome?.run === undefined) return standing;
    return variantStandings({ variants: [standing.variant] }, [outcome.run])[0] ?? standing;
  });
}
