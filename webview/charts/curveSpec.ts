import type { MarkShape } from '../plot/runStyle';
import type { Texts } from '../texts';
import type { Theme } from '../theme';

/** How a curve looks. Curves differ by dash or mark too, never by colour alone. */
interface CurveStyle {
  readonly color: keyof Pick<
    Theme,
    'train' | 'trainRaw' | 'dev' | 'devSequences' | 'devBleu' | 'devChrf' | 'best'
  >;
  readonly widthPx: number;
  /** Lengths of dashes and gaps in pixels; empty: solid. */
  readonly dash: readonly number[];
  /** On every point; undefined: none. */
  readonly mark: MarkShape | undefined;
  /** `background`: what the curve was before it was smoothed. `best`: no curve, but a mark at its best point. */
  readonly role: 'value' | 'background' | 'best';
}

export interface CurveSpec extends CurveStyle {
  readonly id: string;
  readonly label: string;
  /** Named in the legend only once there is a point: not every run measures it. */
  readonly isOptional?: boolean;
}

const train: CurveStyle = { color: 'train', widthPx: 1.75, dash: [], mark: undefined, role: 'value' };
const raw: CurveStyle = {
  color: 'trainRaw',
  widthPx: 1,
  dash: [],
  mark: undefined,
  role: 'background',
};
const dev: CurveStyle = {
  color: 'dev',
  widthPx: 1.75,
  dash: [6, 4],
  mark: 'circle',
  role: 'value',
};
const sequences: CurveStyle = {
  color: 'devSequences',
  widthPx: 1.75,
  dash: [2, 3],
  mark: 'square',
  role: 'value',
};
const bleu: CurveStyle = {
  color: 'devBleu',
  widthPx: 1.75,
  dash: [8, 3, 2, 3],
  mark: 'triangle',
  role: 'value',
};
const chrf: CurveStyle = {
  color: 'devChrf',
  widthPx: 1.75,
  dash: [10, 3],
  mark: 'cross',
  role: 'value',
};
const best: CurveStyle = { color: 'best', widthPx: 2, dash: [], mark: 'diamond', role: 'best' };

/** In the legend's order; the later ones are drawn upon the earlier ones. */
export function lossCurves(texts: Texts): readonly CurveSpec[] {
  return [
    { ...train, id: 'loss-train', label: texts.get('curves.train') },
    { ...raw, id: 'loss-train-raw', label: texts.get('curves.raw') },
    { ...dev, id: 'loss-dev', label: texts.get('curves.dev') },
    { ...best, id: 'loss-best', label: texts.get('curves.best') },
  ];
}

export function accuracyCurves(texts: Texts): readonly CurveSpec[] {
  return [
    { ...train, id: 'accuracy-train', label: texts.get('curves.trainTokens') },
    { ...raw, id: 'accuracy-train-raw', label: texts.get('curves.raw') },
    { ...dev, id: 'accuracy-dev', label: texts.get('curves.devTokens') },
    { ...sequences, id: 'accuracy-sequences', label: texts.get('curves.devSequences') },
    { ...bleu, id: 'accuracy-bleu', label: texts.get('curves.devBleu'), isOptional: true },
    { ...chrf, id: 'accuracy-chrf', label: texts.get('curves.devChrf'), isOptional: true },
    { ...best, id: 'accuracy-best', label: texts.get('curves.best') },
  ];
}
