import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { RunGroup } from '../../runs/manifest';
import { changedData } from '../../runs/variants/changedData';
import type { VariantPlan } from '../../runs/variants/variantPlan';
import { variantStandings, type VariantStanding } from '../../runs/variants/variantState';
import { chooseConfig, reportRefusal, trainableConfig, type TrainableConfig } from '../commands/trainModel';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { confirmVariants } from './confirmVariants';
import { groupTitle, leftOutText } from './variantLabel';

export interface VariantsRequest {
  /** Nobody is asked. */
  readonly confirmed?: boolean;
}

/** What was begun: a group of runs, and how many of them go into the queue. */
export interface BegunVariants {
  readonly group: string;
  readonly queued: number;
}

/**
 * Trains the variants of the config given, the active one or a pick: after a question that says how many and how long, they go
 * into the queue of trainings, and the comparison shows them. What is trained already is not trained again.
 */
export async function runVariants(
  services: HostServices,
  kind: RunGroup['kind'],
  argument: unknown,
  { confirmed = false }: VariantsRequest = {},
): Promise<BegunVariants | undefined> {
  const { messages, store, comparison } = services;
  if (!requireTrust(messages)) return undefined;
  const uri = await chooseConfig(services, argument);
  if (uri === undefined) return undefined;
  const trainable = await trainableConfig(uri);
  if ('text' in trainable) {
    reportRefusal(services, trainable);
    return undefined;
  }
  const plan = await planOf(kind, trainable);
  if (plan === undefined || !isPossible(services, plan, trainable)) return undefined;
  await store.firstScan;
  const standings = standingsOf(services, plan, trainable);
  const wanted = standings.filter(({ state }) => state !== 'done' && state !== 'active');
  const changed = (await changedData(standings)).map(({ file, variants }) =>
    vscode.l10n.t(
      '{0} has changed since {1} of them were trained: delete their runs to have them trained again.',
      file,
      variants,
    ),
  );
  if (
    wanted.length > 0 &&
    !confirmed &&
    !(await confirmVariants(services, { plan, standings, wanted, changed, trainable }))
  )
    return undefined;
  if (wanted.length === 0)
    messages.info(
      [
        vscode.l10n.t(
          '{0}: all variants are trained already, or are waiting for it. Change the config, or delete a run to have it trained again.',
          groupTitle(kind, trainable.name, vscode),
        ),
        ...changed,
      ].join(' '),
    );
  for (const { variant, state, run } of wanted)
    void services.trainings.start({
      configFile: uri.fsPath,
      name: trainable.name,
      configText: variant.text,
      root: trainable.root,
      resumeFolder: state === 'resumable' ? run?.folder : undefined,
      group: variant.group,
      isQuiet: true,
      requestedMs: performance.now(),
    });
  await comparison.openGroup(plan.id);
  return { group: plan.id, queued: wanted.length };
}

/** Loaded when somebody asks: the whole of what checks configs. */
async function planOf(
  kind: RunGroup['kind'],
  { configText, name }: TrainableConfig,
): Promise<VariantPlan | undefined> {
  const { ladderPlan, sweepPlan } = await import('../../runs/variants/variantPlan');
  return kind === 'ladder'
    ? ladderPlan(configText, name)
    : (sweepPlan(configText, name) ?? { kind, id: '', metric: 'loss', variants: [], leftOut: [] });
}

/** Whether there is something to train; if not, says why. */
function isPossible({ messages }: HostServices, plan: VariantPlan, { uri }: TrainableConfig): boolean {
  const file = basename(uri.path);
  const { kind, variants, leftOut } = plan;
  if (kind === 'ladder' && variants.length < 2) {
    const reasons = new Set(leftOut.map(({ reason }) => leftOutText(reason, vscode)));
    messages.info(vscode.l10n.t('There is no ladder of {0}: {1}.', file, [...reasons].join('; ')));
    return false;
  }
  if (variants.length === 0) {
    messages.info(
      vscode.l10n.t(
        '{0} has no sweep. Add one that names keys and their values, such as "sweep": { "parameters": { "training.learning_rate": [0.001, 0.003] } }.',
        file,
      ),
      { title: vscode.l10n.t('Open Config'), run: () => vscode.window.showTextDocument(uri) },
    );
    return false;
  }
  const bad = variants.filter(({ problems }) => problems.length > 0);
  const [first] = bad;
  if (first === undefined) return true;
  messages.error(
    vscode.l10n.t(
      '{0}: {1} of {2} trials can’t be trained, such as {3}: {4}',
      file,
      bad.length,
      variants.length,
      first.group.variant,
      first.problems[0]?.message ?? first.problems[0]?.path.join('.') ?? '',
    ),
  );
  return false;
}

/** Those that wait are under way too. */
function standingsOf(
  { store, trainings }: HostServices,
  plan: VariantPlan,
  { root }: TrainableConfig,
): VariantStanding[] {
  const pending = trainings
    .allPending()
    .flatMap(({ request }) => (request.root === root ? (request.group?.fingerprint ?? []) : []));
  const runs = store.all().filter((run) => run.root === root);
  return variantStandings(plan, runs).map((standing) =>
    pending.includes(standing.variant.group.fingerprint) ? { ...standing, state: 'active' } : standing,
  );
}
