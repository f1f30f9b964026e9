import { createHash } from 'node:crypto';
import { parseConfig } from '../../core/config/parseConfig';
import { bestMetric, configSchema, type Config, type MetricName } from '../../core/config/schema';
import { ladder, type LeftOutStep } from '../../core/config/variants/ladder';
import { sweepTrials } from '../../core/config/variants/sweepTrials';
import { trialProblems, trialValue, type TrialProblem } from '../../core/config/variants/trialConfig';
import type { RunGroup } from '../manifest';

/** One variant of a config that is to be trained. */
export interface PlannedVariant {
  readonly group: RunGroup;
  /** The whole config. */
  readonly text: string;
  /** What keeps it from being trained; empty: nothing that the config alone tells. */
  readonly problems: readonly TrialProblem[];
}

/** The variants of a config that belong together. */
export interface VariantPlan {
  readonly kind: RunGroup['kind'];
  /** The same for the same config, so that what is there already is found again. */
  readonly id: string;
  /** What ranks them. */
  readonly metric: MetricName;
  readonly variants: readonly PlannedVariant[];
  /** Steps of a ladder that make no sense for this config. */
  readonly leftOut: readonly LeftOutStep[];
}

/**
 * The trials of a config's sweep; undefined where it has none.
 * @param text of a config without errors
 * @param name of the experiment
 * @param most trials, instead of what the config says
 */
export function sweepPlan(text: string, name: string, most?: number): VariantPlan | undefined {
  const { config, document } = parseConfig(text);
  if (config?.sweep === undefined) return undefined;
  const value = document.value();
  const id = groupId('sweep', name, config);
  const trials = sweepTrials(config.sweep, config.random_seed, most);
  const variants = trials.map(({ index, label, values, changes }) => {
    const trial = trialValue(value, changes);
    const group = { kind: 'sweep' as const, id, index, size: trials.length, variant: label, values };
    return {
      group: { ...group, fingerprint: fingerprintOf(configSchema.safeParse(trial).data) },
      text: `${JSON.stringify(trial, null, 2)}\n`,
      problems: trialProblems(trial),
    };
  });
  return { kind: 'sweep', id, metric: bestMetric(config.training, config.task), variants, leftOut: [] };
}

/**
 * The ladder of a config; fewer than two rungs are none.
 * @param updates steps of each, instead of what the config says
 */
export function ladderPlan(text: string, name: string, updates?: number): VariantPlan | undefined {
  const { config } = parseConfig(text);
  if (config === undefined) return undefined;
  const { rungs, leftOut } = ladder(text, updates);
  const [first] = rungs;
  const id = groupId('ladder', name, first?.config);
  const variants = rungs.map((rung, index) => ({
    group: {
      kind: 'ladder' as const,
      id,
      index,
      size: rungs.length,
      variant: rung.step,
      values: ladderValues(rung.config),
      fingerprint: fingerprintOf(rung.config),
    },
    text: rung.text,
    problems: [],
  }));
  return { kind: 'ladder', id, metric: bestMetric(config.training, config.task), variants, leftOut };
}

function ladderValues({ model, data, task }: Config): Readonly<Record<string, unknown>> {
  const cells = task === 'aligned' ? model.encoder : model.decoder;
  return {
    'model.decoder.rnn_type': cells.rnn_type,
    'model.decoder.attention.type': model.decoder.attention.type,
    'data.src.reverse': data.src.reverse,
  };
}

/** Begins with words for people, and ends with what the config says apart from what its sweep varies. */
function groupId(kind: RunGroup['kind'], name: string, base: Config | undefined): string {
  return `${kind} ${name} ${fingerprintOf(base).slice(0, 12)}`;
}

/** sha256 of what training takes notice of, hex. */
function fingerprintOf(config: Config | undefined): string {
  if (config === undefined) return '';
  return createHash('sha256')
    .update(JSON.stringify(trainedPart(config)))
    .digest('hex');
}

function trainedPart({ $schema: _, name: __, sweep: ___, expect: ____, ...trained }: Config): object {
  return trained;
}
