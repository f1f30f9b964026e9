import { metricDirection, type MetricName } from '../../core/config/schema';
import type { ObservedStatus } from '../../runs/manifest';
import type { VariantPlan } from '../../runs/variants/variantPlan';
import { ranked, type KnownVariantRun, type VariantStanding } from '../../runs/variants/variantState';
import { formatDuration } from '../duration';
import { formatMetric, metricLabels } from '../metricText';
import { textTable, type Column } from '../table';
import { variantLabel } from './variantTexts';

/** One variant as the table and the result have it. */
export interface VariantRow {
  readonly variant: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly run: string | null;
  readonly status: ObservedStatus | 'waiting';
  readonly parameters: number | null;
  readonly best: number | undefined;
  readonly bestStep: number | null;
  readonly steps: number;
  readonly seconds: number;
  readonly msPerStep: number | null;
  /** Against the first row. */
  readonly delta: number | null;
}

/** A ladder in its order, the trials of a sweep best first. */
export function variantRows(
  { kind, metric }: Pick<VariantPlan, 'kind' | 'metric'>,
  standings: readonly VariantStanding[],
): VariantRow[] {
  const rows = standings.map(({ variant, run }) => ({
    variant: variantLabel(variant.group),
    values: variant.group.values,
    ...figuresOf(run),
  }));
  const listed = kind === 'ladder' ? rows : ranked(rows, metric);
  const first = listed[0]?.best;
  return listed.map((row, index) => ({
    ...row,
    delta: index === 0 || first === undefined || row.best === undefined ? null : row.best - first,
  }));
}

function figuresOf(run: KnownVariantRun | undefined): Omit<VariantRow, 'variant' | 'values' | 'delta'> {
  if (run === undefined)
    return {
      run: null,
      status: 'waiting',
      parameters: null,
      best: undefined,
      bestStep: null,
      steps: 0,
      seconds: 0,
      msPerStep: null,
    };
  const { folder, status, manifest } = run;
  return {
    run: folder,
    status,
    parameters: manifest.parameterCount,
    best: manifest.best?.value,
    bestStep: manifest.best?.step ?? null,
    steps: manifest.step,
    seconds: manifest.elapsedMs / 1000,
    msPerStep: manifest.step === 0 ? null : manifest.elapsedMs / manifest.step,
  };
}

/** The lines of the table. Steps are a column where they are not the same for all. */
export function variantLines(metric: MetricName, rows: readonly VariantRow[]): string[] {
  const isFinished = rows.every(({ status }) => status === 'finished');
  const hasEqualSteps = rows.every(({ steps }) => steps === rows[0]?.steps);
  const sign = metricDirection(metric) === 'minimize' ? 'smaller' : 'larger';
  const columns: Column<VariantRow>[] = [
    { title: 'variant', cell: ({ variant }) => variant, text: true },
    ...(isFinished
      ? []
      : [{ title: 'state', cell: ({ status }: VariantRow) => status, text: true as const }]),
    { title: 'parameters', cell: ({ parameters }) => parameters?.toLocaleString('en') ?? '' },
    {
      title: `best ${metricLabels[metric]}`,
      cell: ({ best }) => (best === undefined ? '–' : formatMetric(metric, best)),
    },
    { title: 'to the first', cell: ({ delta }) => (delta === null ? '' : signed(metric, delta)) },
    { title: 'at step', cell: ({ bestStep }) => (bestStep === null ? '' : bestStep.toLocaleString('en')) },
    ...(hasEqualSteps
      ? []
      : [{ title: 'steps', cell: ({ steps }: VariantRow) => steps.toLocaleString('en') }]),
    { title: 'ms/step', cell: ({ msPerStep }) => (msPerStep === null ? '' : msPerStep.toFixed(1)) },
    { title: 'time', cell: ({ seconds }) => (seconds === 0 ? '' : formatDuration(1000 * seconds)) },
  ];
  const steps =
    hasEqualSteps && rows[0] !== undefined ? `, ${rows[0].steps.toLocaleString('en')} steps each` : '';
  return [...textTable(columns, rows), `(${metricLabels[metric]}: ${sign} is better${steps})`];
}

function signed(metric: MetricName, delta: number): string {
  const text = formatMetric(metric, Math.abs(delta));
  return delta < 0 ? `−${text}` : `+${text}`;
}
