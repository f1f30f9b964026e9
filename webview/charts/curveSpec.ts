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
  /** A mark on every point; `best` marks stand alone, without a line. */
  readonly mark: 'none' | 'circle' | 'square' | 'triangle' | 'cross' | 'best';
  /** Curves of lower layers hide those of higher ones. */
  readonly layer: number;
  /** `background`: legend and summary give no value for it. */
  readonly role: 'value' | 'background' | 'best';
}

export interface CurveSpec extends CurveStyle {
  readonly id: string;
  readonly label: string;
  /** Named in the legend only once there is a point: not every run measures it. */
  readonly isOptional?: boolean;
}

const train: CurveStyle = { color: 'train', widthPx: 1.75, dash: [], mark: 'none', layer: 3, role: 'value' };
const raw: CurveStyle = {
  color: 'trainRaw',
  widthPx: 1,
  dash: [],
  mark: 'none',
  layer: 4,
  role: 'background',
};
const dev: CurveStyle = {
  color: 'dev',
  widthPx: 1.75,
  dash: [6, 4],
  mark: 'circle',
  layer: 2,
  role: 'value',
};
const sequences: CurveStyle = {
  color: 'devSequences',
  widthPx: 1.75,
  dash: [2, 3],
  mark: 'square',
  layer: 1,
  role: 'value',
};
const bleu: CurveStyle = {
  color: 'devBleu',
  widthPx: 1.75,
  dash: [8, 3, 2, 3],
  mark: 'triangle',
  layer: 1,
  role: 'value',
};
const chrf: CurveStyle = {
  color: 'devChrf',
  widthPx: 1.75,
  dash: [10, 3],
  mark: 'cross',
  layer: 1,
  role: 'value',
};
const best: CurveStyle = { color: 'best', widthPx: 2, dash: [], mark: 'best', layer: 0, role: 'best' };

/** In the legend's order. */
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
