import type { DataFileReport, LongLine } from '../../core/config/reportDataFile';
import type { CheckSummary } from './checkedRows';
import type { Localizer } from './localizer';
import { fixedText, numberText } from '../numberText';

/** Lists of lines that a lens opens. */
export type LineList = 'longest' | 'duplicates' | 'leaks';

/** What a lens does when it is clicked. */
export type DataLensAction =
  | { readonly type: 'open-config' }
  | { readonly type: 'count' }
  | { readonly type: 'list'; readonly list: LineList }
  | { readonly type: 'check' }
  | { readonly type: 'check-changed' }
  | { readonly type: 'toggle-only-wrong' }
  | { readonly type: 'next-wrong' }
  | { readonly type: 'clear' };

/** One link above a data file. */
export interface DataLens {
  readonly title: string;
  /** Undefined: only to be read. */
  readonly action?: DataLensAction;
}

/** A split that a config says the file is. */
export interface NamedUse {
  readonly split: string;
  readonly configName: string;
}

/** Which splits of which configs a file is. */
export function useLens(uses: readonly NamedUse[], vscode: Localizer): DataLens[] {
  const [first, ...others] = uses;
  if (first === undefined) return [];
  const { split, configName } = first;
  const title =
    others.length === 0
      ? vscode.l10n.t('{0} of {1}', split, configName)
      : vscode.l10n.t('{0} of {1} and {2} more', split, configName, others.length);
  return [{ title: `$(database) ${title}`, action: { type: 'open-config' } }];
}

/** For a file that is only gone through when somebody wants it. */
export function largeFileLens(lines: number, vscode: Localizer): DataLens[] {
  const title = vscode.l10n.t('{0} lines: count pairs, duplicates and leaks', count(lines, vscode));
  return [{ title: `$(search) ${title}`, action: { type: 'count' } }];
}

export function countingLens(vscode: Localizer): DataLens[] {
  return [{ title: `$(sync~spin) ${vscode.l10n.t('Counting…')}` }];
}

/** All lenses of a file stand in one line, so that beside the results of a check only what needs attention is told. */
export function briefLenses(lenses: readonly DataLens[]): DataLens[] {
  return lenses.filter(
    ({ action }) => action !== undefined && (action.type !== 'list' || action.list !== 'longest'),
  );
}

/** What there is in a file. */
export function reportLenses(report: DataFileReport, split: string, vscode: Localizer): DataLens[] {
  const { pairs, duplicates, leaks, findings } = report;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return [
    { title: pairsText(pairs, errors, vscode) },
    ...longestLens(report, vscode),
    duplicates.length === 0
      ? { title: vscode.l10n.t('no duplicates') }
      : {
          title:
            duplicates.length === 1
              ? vscode.l10n.t('1 duplicate')
              : vscode.l10n.t('{0} duplicates', count(duplicates.length, vscode)),
          action: { type: 'list', list: 'duplicates' },
        },
    leaks.length === 0
      ? {
          title:
            split === 'train'
              ? vscode.l10n.t('no leaks into dev or test')
              : vscode.l10n.t('no leaks from train'),
        }
      : { title: leaksText(report, split, vscode), action: { type: 'list', list: 'leaks' } },
  ];
}

/** What a model made of a file, or the offer to find out. */
export function checkLenses(
  check: { readonly model: string; readonly summary: CheckSummary; readonly onlyWrong: boolean } | undefined,
  vscode: Localizer,
): DataLens[] {
  if (check === undefined)
    return [{ title: `$(beaker) ${vscode.l10n.t('Check with a model')}`, action: { type: 'check' } }];
  const { model, summary, onlyWrong } = check;
  const { checked, right, refused, stale, hasHypotheses } = summary;
  const isWrongSome = hasHypotheses && right < checked;
  const toggle = onlyWrong ? vscode.l10n.t('show all') : vscode.l10n.t('show only wrong');
  return [
    { title: `$(beaker) ${resultText(model, summary, vscode)}`, action: { type: 'check' } },
    ...(refused === 0 ? [] : [{ title: vscode.l10n.t('{0} could not be read', count(refused, vscode)) }]),
    ...(stale === 0
      ? []
      : [
          {
            title: vscode.l10n.t('{0} changed: check again', count(stale, vscode)),
            action: { type: 'check-changed' } as const,
          },
        ]),
    ...(isWrongSome
      ? [
          { title: toggle, action: { type: 'toggle-only-wrong' } as const },
          { title: vscode.l10n.t('next wrong'), action: { type: 'next-wrong' } as const },
        ]
      : []),
    { title: vscode.l10n.t('clear'), action: { type: 'clear' } },
  ];
}

/** `model dates: 93 % of 500 right`. */
export function resultText(model: string, summary: CheckSummary, vscode: Localizer): string {
  const { checked, right, hasHypotheses, meanLoss } = summary;
  return hasHypotheses
    ? vscode.l10n.t('model {0}: {1} of {2} right', model, percentText(right, checked), count(checked, vscode))
    : vscode.l10n.t(
        'model {0}: loss {1} of {2} texts',
        model,
        lossText(meanLoss, vscode),
        count(checked, vscode),
      );
}

function pairsText(pairs: number, errors: number, vscode: Localizer): string {
  const text = pairs === 1 ? vscode.l10n.t('1 pair') : vscode.l10n.t('{0} pairs', count(pairs, vscode));
  if (errors === 0) return text;
  const malformed =
    errors === 1
      ? vscode.l10n.t('1 malformed line')
      : vscode.l10n.t('{0} malformed lines', count(errors, vscode));
  return `${text}, ${malformed}`;
}

function longestLens({ longestSources, longestTargets }: DataFileReport, vscode: Localizer): DataLens[] {
  const [source] = longestSources;
  const [target] = longestTargets;
  const title = longestText(source, target, vscode);
  return title === undefined ? [] : [{ title, action: { type: 'list', list: 'longest' } }];
}

function longestText(
  source: LongLine | undefined,
  target: LongLine | undefined,
  vscode: Localizer,
): string | undefined {
  if (source !== undefined && target !== undefined) {
    return source.line === target.line
      ? vscode.l10n.t(
          'longest source {0}, target {1} tokens (line {2})',
          count(source.tokens, vscode),
          count(target.tokens, vscode),
          source.line,
        )
      : vscode.l10n.t(
          'longest source {0} (line {1}), target {2} tokens (line {3})',
          count(source.tokens, vscode),
          source.line,
          count(target.tokens, vscode),
          target.line,
        );
  }
  if (target !== undefined)
    return vscode.l10n.t('longest target {0} tokens (line {1})', count(target.tokens, vscode), target.line);
  return source === undefined
    ? undefined
    : vscode.l10n.t('longest source {0} tokens (line {1})', count(source.tokens, vscode), source.line);
}

function leaksText({ leaks }: DataFileReport, split: string, vscode: Localizer): string {
  const one = leaks.length === 1;
  const number = count(leaks.length, vscode);
  const text =
    split === 'train'
      ? one
        ? vscode.l10n.t('1 leak into dev or test')
        : vscode.l10n.t('{0} leaks into dev or test', number)
      : one
        ? vscode.l10n.t('1 leak from train')
        : vscode.l10n.t('{0} leaks from train', number);
  return `$(warning) ${text}`;
}

/** Rounded down, so that 100 % are all. */
export function percentText(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.floor((100 * part) / whole)} %`;
}

/** A loss with as many digits as mean something. */
export function lossText(loss: number, { env }: Localizer): string {
  return fixedText(loss, loss >= 10 ? 0 : loss >= 1 ? 1 : 2, env.language);
}

const count = (value: number, { env }: Localizer): string => numberText(value, env.language);
