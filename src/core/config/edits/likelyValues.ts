import type { ConfigPath } from '../configDocument';
import { numberRange, validTexts } from '../describeSchema';
import { nearestWord } from '../nearestWord';

/** More would be a list to choose from, which completion offers. */
const mostChoices = 8;

/** What a key that is missing may begin with. */
const starters: Readonly<Record<string, unknown>> = {
  data: { train: 'train.tsv', dev: 'dev.tsv' },
  train: 'train.tsv',
  dev: 'dev.tsv',
  size: 1000,
};

/** Values for a key that must be there and is not. */
export function starterValues(path: ConfigPath): readonly unknown[] {
  const starter = starters[String(path.at(-1))];
  return starter === undefined ? validTexts(path).slice(0, mostChoices) : [starter];
}

/** The valid values that one that is not valid may have meant, the most likely first. */
export function nearestValues(path: ConfigPath, found: unknown): readonly unknown[] {
  const texts = validTexts(path);
  if (typeof found === 'string') {
    const nearest = nearestWord(found, texts);
    if (nearest !== undefined) return [nearest];
    return [...unquoted(found), ...texts.slice(0, mostChoices)];
  }
  if (typeof found === 'number') {
    const { minimum, maximum, isWhole } = numberRange(path);
    const whole = isWhole ? Math.round(found) : found;
    const nearest = Math.min(Math.max(whole, minimum), maximum);
    if (nearest !== found) return [nearest];
  }
  return texts.slice(0, mostChoices);
}

/** A number, true or false that stands in quotes. */
function unquoted(text: string): readonly unknown[] {
  if (text === 'true' || text === 'false') return [text === 'true'];
  return text.trim() !== '' && Number.isFinite(Number(text)) ? [Number(text)] : [];
}
