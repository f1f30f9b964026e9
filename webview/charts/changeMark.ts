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

/** One mark a step; a pause and its end are one. */
export function changeMarks(
  changes: readonly ChangeLine[],
  texts: Texts,
  formats: NumberFormats,
): readonly ChangeMark[] {
  const marks = new Map<number, ChangeMark>();
  for (const [index, line] of changes.entries()) {
    if (line.change === 'continued') continue;
    const { step } = line;
    const { label, text } =
      line.change === 'paused'
        ? pauseMark(changes.slice(index), step, texts, formats)
        : rateMark(line, texts, formats);
    const before = marks.get(step);
    marks.set(
      step,
      before === undefined
        ? { step, label, text }
        : { step, label: `${before.label} · ${label}`, text: `${before.text}, ${text}` },
    );
  }
  return [...marks.values()].sort((a, b) => a.step - b.step);
}

type RateChange = Extract<ChangeLine, { change: 'learning-rate' }>;
type Words = Pick<ChangeMark, 'label' | 'text'>;

function rateMark({ learningRate, previous }: RateChange, texts: Texts, formats: NumberFormats): Words {
  const rate = formats.tick(learningRate);
  return {
    label: texts.get('change.rateShort', rate),
    text: texts.get('change.rate', rate, formats.tick(previous)),
  };
}

/** @param since the changes from the pause on */
function pauseMark(since: readonly ChangeLine[], step: number, texts: Texts, formats: NumberFormats): Words {
  const label = texts.get('change.paused');
  for (const line of since)
    if (line.change === 'continued' && line.step === step)
      return { label, text: texts.get('change.pausedFor', formats.duration(line.pausedMs)) };
  return { label, text: label };
}
