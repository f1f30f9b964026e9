import type { Diagnostic } from '../diagnostic';
import { parseConfig, type ParsedConfig } from '../parseConfig';
import { effectiveCondition, type Config } from '../schema';
import { changeConfig } from './changeConfig';
import { remove, set, type ConfigChange } from './configChange';
import { quickFixes } from './quickFixes';

/** Changes of a model that have a name in the field. */
export const refactoringNames = [
  'add-luong-attention',
  'add-bahdanau-attention',
  'make-bidirectional',
  'make-gnmt',
  'reverse-source',
] as const;
export type RefactoringName = (typeof refactoringNames)[number];

export interface Refactoring {
  readonly name: RefactoringName;
  /** What it is about. */
  readonly changes: readonly ConfigChange[];
  /** What has to change with it, such as sizes that must be equal. */
  readonly adaptations: readonly ConfigChange[];
  /** The whole text with both. */
  readonly text: string;
}

/** More than these no refactoring takes. */
const mostAdaptations = 6;
/** As in gallery/gnmt. */
const gnmtLayers = 8;

const encoder = ['model', 'encoder'] as const;
const decoder = ['model', 'decoder'] as const;

/** What a refactoring changes; undefined where it makes no sense, or already holds. */
type Plan = (config: Config) => readonly ConfigChange[] | undefined;

const plans: Readonly<Record<RefactoringName, Plan>> = {
  'add-luong-attention': (config) => attentionOf(config, 'general'),
  'add-bahdanau-attention': (config) => attentionOf(config, 'bahdanau'),
  'make-bidirectional': ({ task, model }) =>
    task !== 'language_model' && model.encoder.type === 'recurrent' && model.encoder.bidirectional === false
      ? [set([...encoder, 'bidirectional'], true)]
      : undefined,
  'make-gnmt': (config) => (attends(config) && config.model.encoder.type === 'recurrent' ? gnmt : undefined),
  'reverse-source': ({ task, data: { src } }) =>
    task === 'translation' && !src.reverse ? [set(['data', 'src', 'reverse'], true)] : undefined,
};

/** Wu et al. 2016, as the gallery has it. */
const gnmt: readonly ConfigChange[] = [
  set([...encoder, 'rnn_type'], 'lstm'),
  set([...encoder, 'num_layers'], gnmtLayers),
  set([...encoder, 'bidirectional'], 'bottom'),
  set([...encoder, 'residual'], true),
  set([...decoder, 'rnn_type'], 'lstm'),
  set([...decoder, 'num_layers'], gnmtLayers),
  set([...decoder, 'residual'], true),
  set([...decoder, 'attention', 'type'], 'bahdanau'),
  remove([...decoder, 'condition']),
  set([...decoder, 'attention_feeds'], 'all_layers'),
  set([...decoder, 'attentional'], 'none'),
  set([...decoder, 'init_hidden'], 'zero'),
];

/** Whether the task has a decoder that can look back at its source. */
function attends({ task, data, model }: Config): boolean {
  return task === 'translation' && data.trg.level !== 'pointer' && model.encoder.type !== 'ntm';
}

function attentionOf(config: Config, type: 'general' | 'bahdanau'): readonly ConfigChange[] | undefined {
  const { attention, condition } = config.model.decoder;
  if (!attends(config) || attention.type !== 'none') return undefined;
  const implied = effectiveCondition({ condition: undefined, attention: { ...attention, type } });
  return [
    set([...decoder, 'attention', 'type'], type),
    // A condition of its own would say where another kind of context enters.
    ...(condition === undefined || condition === implied ? [] : [remove([...decoder, 'condition'])]),
  ];
}

/**
 * What may be done with a config that has no error: each makes one without, and none that already holds is among them. What
 * must change along is changed as the quick fixes would, as long as the refactoring itself stands.
 */
export function refactorings(parsed: ParsedConfig): readonly Refactoring[] {
  const { config, diagnostics } = parsed;
  if (config === undefined || diagnostics.some(({ severity }) => severity === 'error')) return [];
  return refactoringNames.flatMap((name) => {
    const changes = plans[name](config)?.filter((change) => !holds(config, change));
    return changes === undefined || changes.length === 0 ? [] : (carriedOut(name, parsed, changes) ?? []);
  });
}

function carriedOut(
  name: RefactoringName,
  parsed: ParsedConfig,
  changes: readonly ConfigChange[],
): Refactoring | undefined {
  const adapted = adaptedTo(parsed, changes);
  return adapted === undefined ? undefined : { name, changes, ...adapted };
}

/**
 * Makes changes, and what must change with them so that no problem comes that was not there before. Undefined where that does
 * not come to an end.
 */
export function adaptedTo(
  { document, diagnostics }: ParsedConfig,
  changes: readonly ConfigChange[],
): Pick<Refactoring, 'adaptations' | 'text'> | undefined {
  let text = changeConfig(document.text, changes);
  const adaptations: ConfigChange[] = [];
  const known = new Set(diagnostics.map(placeOf));
  while (text !== undefined && adaptations.length <= mostAdaptations) {
    const parsed = parseConfig(text);
    const { config } = parsed;
    if (config === undefined || !changes.every((change) => holds(config, change))) return undefined;
    const problem = parsed.diagnostics.find((other) => !known.has(placeOf(other)));
    if (problem === undefined) return { adaptations, text };
    const fix = quickFixes(parsed, problem).find(({ remedy, text: after }) => {
      const { config: fixed } = parseConfig(after);
      return (
        fixed !== undefined && remedy.every(isOfModel) && changes.every((change) => holds(fixed, change))
      );
    });
    if (fix !== undefined) adaptations.push(...fix.remedy);
    text = fix?.text;
  }
  return undefined;
}

/** What a refactoring changes of a config; undefined where it makes no sense, or already holds. */
export function refactoringChanges(
  name: RefactoringName,
  config: Config,
): readonly ConfigChange[] | undefined {
  return plans[name](config);
}

/** Data and task are the experiment itself. */
function isOfModel(change: ConfigChange): boolean {
  return 'path' in change && change.path[0] !== 'data' && change.path[0] !== 'task';
}

/** Whether a config is already as a change would have it. */
function holds(config: Config, change: ConfigChange): boolean {
  if (change.kind !== 'set' && change.kind !== 'remove') return false;
  const found = change.path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    config,
  );
  return found === (change.kind === 'set' ? change.value : undefined);
}

function placeOf({ code, path }: Diagnostic): string {
  return JSON.stringify([code, path]);
}
