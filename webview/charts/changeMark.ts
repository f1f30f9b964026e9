import type { ChangeLine } from '../../src/protocol/panel';
import type { NumberFormats } from '../format';
import type { Texts } from '../texts';

/** Something that was done by hand at a step, as charts and tables show it. */
export interface ChangeMark {
  readonly step: number;
  /** A word or two, beside the line in a chart. */
  readonly label: string;
  /** The whole of it. */
  readonly text: string;
}

/** One mark a change; a pause and its end are one. */
export function changeMarks(
  changes: readonly ChangeLine[],
  texts: Texts,
  formats: NumberFormats,
): readonly ChangeMark[] {
  return changes.flatMap((line, index): readonly ChangeMark[] => {
    const { step } = line;
    switch (line.change) {
      case 'learning-rate': {
        const rate = formats.tick(line.learningRate);
        const text = texts.get('change.rate', rate, formats.tick(line.previous));
        return [{ step, label: texts.get('change.rateShort', rate), text }];
      }
      case 'paused': {
        const end = changes.find(
          (other, later) => later > index && other.change === 'continued' && other.step === step,
        );
        const text =
          end?.change === 'continued'
            ? texts.get('change.pausedFor', formats.duration(end.pausedMs))
            : texts.get('change.paused');
        return [{ step, label: texts.get('change.paused'), text }];
      }
      case 'continued':
        return [];
    }
  });
}
