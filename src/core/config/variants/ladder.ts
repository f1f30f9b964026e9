import { adaptedTo, refactoringChanges } from '../edits/refactorings';
import { changeConfig } from '../edits/changeConfig';
import { remove, set, type ConfigChange } from '../edits/configChange';
import { hasErrors, parseConfig, type ParsedConfig } from '../parseConfig';
import { bestMetric, type Config, type RnnType } from '../schema';

/** The steps of the ladder, from the bottom: each keeps what the steps before it brought. */
export const ladderSteps = ['rnn', 'gru', 'lstm', 'attention', 'reverse'] as const;
export type LadderStep = (typeof ladderSteps)[number];

/** A variant of a config on the ladder. */
export interface LadderRung {
  readonly step: LadderStep;
  /** The whole text of its config. */
  readonly text: string;
  readonly config: Config;
}

/**
 * Why a step is not on the ladder of a config: it has no recurrent cells, its task has nothing to attend to, it does not work
 * without attention, its source has no order to reverse, or the model is not valid with that.
 */
export type LeftOutReason =
  'no-cells' | 'nothing-to-attend' | 'needs-attention' | 'nothing-to-reverse' | 'not-valid';

export interface LeftOutStep {
  readonly step: LadderStep;
  readonly reason: LeftOutReason;
}

export interface Ladder {
  readonly rungs: readonly LadderRung[];
  readonly leftOut: readonly LeftOutStep[];
}

const decoderAttention = ['model', 'decoder', 'attention'] as const;
const sourceReverse = ['data', 'src', 'reverse'] as const;
const cellSteps = ['rnn', 'gru', 'lstm'] as const satisfies readonly (LadderStep & RnnType)[];

/**
 * The ladder of a config without errors: plain cells, gated ones, attention, the source reversed. All else stays as it is, apart
 * from what must change along; and all do the same number of steps.
 * @param updates steps of each; undefined: what the config says
 */
export function ladder(text: string, updates?: number): Ladder {
  const base = withBudget(text, updates);
  const { config } = base;
  if (config === undefined || hasErrors(base.diagnostics)) return { rungs: [], leftOut: [] };
  return new LadderBuilder(base, config).build();
}

class LadderBuilder {
  private readonly rungs: LadderRung[] = [];
  private readonly leftOut: LeftOutStep[] = [];
  private cells: readonly ConfigChange[] = [];

  constructor(
    private readonly base: ParsedConfig,
    private readonly config: Config,
  ) {}

  build(): Ladder {
    const attention = this.attention();
    const without = attention?.without ?? [];
    const isReversible = this.reversing() !== undefined;
    const straight = isReversible ? [set(sourceReverse, false)] : [];
    for (const step of cellSteps) {
      const cells = this.cellChanges(step);
      if (cells.length === 0) this.leaveOut(step, 'no-cells');
      else if (this.add(step, [...cells, ...without, ...straight])) this.cells = cells;
    }
    const attending = attention?.with ?? [];
    if (attention !== undefined) this.add('attention', [...this.cells, ...attending, ...straight]);
    if (isReversible) this.add('reverse', [...this.cells, ...attending, set(sourceReverse, true)]);
    else this.leaveOut('reverse', 'nothing-to-reverse');
    return { rungs: this.rungs, leftOut: this.leftOut };
  }

  /** What takes attention away and what gives it; undefined where that is no step. */
  private attention(): Record<'with' | 'without', readonly ConfigChange[]> | undefined {
    const { type } = this.config.model.decoder.attention;
    const added = refactoringChanges('add-luong-attention', this.config);
    if (type === 'none') {
      if (added !== undefined) return { with: added, without: [] };
      this.leaveOut('attention', 'nothing-to-attend');
      return undefined;
    }
    const without = [set([...decoderAttention, 'type'], 'none')];
    if (this.variant(without) !== undefined) return { with: [], without };
    this.leaveOut('attention', 'needs-attention');
    return undefined;
  }

  private reversing(): readonly ConfigChange[] | undefined {
    const reversed = [set(sourceReverse, !this.config.data.src.reverse)];
    return this.config.task === 'translation' && this.variant(reversed) !== undefined ? reversed : undefined;
  }

  private cellChanges(cell: RnnType): ConfigChange[] {
    const { task, model } = this.config;
    const hasEncoder = task !== 'language_model' && model.encoder.type === 'recurrent';
    const hasDecoder = task !== 'aligned' && model.encoder.type !== 'ntm';
    return [
      ...(hasEncoder ? [set(['model', 'encoder', 'rnn_type'], cell)] : []),
      ...(hasDecoder ? [set(['model', 'decoder', 'rnn_type'], cell)] : []),
    ];
  }

  private add(step: LadderStep, changes: readonly ConfigChange[]): boolean {
    const variant = this.variant(changes);
    if (variant === undefined) this.leaveOut(step, 'not-valid');
    else this.rungs.push({ step, ...variant });
    return variant !== undefined;
  }

  private leaveOut(step: LadderStep, reason: LeftOutReason): void {
    this.leftOut.push({ step, reason });
  }

  private variant(changes: readonly ConfigChange[]): Pick<LadderRung, 'text' | 'config'> | undefined {
    const takesAttention = changes.some(
      (change) => change.kind === 'set' && change.value === 'none' && change.path.at(-2) === 'attention',
    );
    // With its options, or each of them would be one that does nothing.
    const plain = takesAttention
      ? changeConfig(this.base.document.text, [set(decoderAttention, 'none')])
      : undefined;
    const from = plain === undefined ? this.base : { ...this.base, document: parseConfig(plain).document };
    const text = adaptedTo(from, changes)?.text;
    const config = text === undefined ? undefined : parseConfig(text).config;
    return text === undefined || config === undefined ? undefined : { text, config };
  }
}

/** Without what would let some variants end before the others; what the best checkpoint is stays as it was. */
function withBudget(text: string, updates: number | undefined): ParsedConfig {
  const { config } = parseConfig(text);
  if (config === undefined) return parseConfig(text);
  const { training, task } = config;
  const changes: ConfigChange[] = [
    remove(['sweep']),
    ...(training.early_stopping === undefined
      ? []
      : [
          ...(training.best_metric === undefined
            ? [set(['training', 'best_metric'], bestMetric(training, task))]
            : []),
          remove(['training', 'early_stopping']),
        ]),
    ...(updates === undefined ? [] : [remove(['training', 'epochs']), set(['training', 'updates'], updates)]),
  ];
  return parseConfig(changeConfig(text, changes) ?? text);
}
