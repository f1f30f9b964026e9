import type { Config } from '../config/schema';
import { fullInk, inkedPicture, parsePicture, type Picture } from '../data/generators/pictures/picture';
import { paintStrokes, parseStrokes } from '../data/generators/pictures/strokes';

/** How a picture came about, for people to look at. */
export interface PictureSteps {
  readonly width: number;
  readonly height: number;
  /** The picture after every step: a digit for each pixel, row by row, from 0 (paper) to 9 (ink). */
  readonly steps: readonly string[];
  /** What it should have become, alike. */
  readonly reference: string;
}

/** Ink of a pixel as a digit. @param ink from 0 to 1 */
export function inkDigit(ink: number): string {
  return String(Math.round(9 * Math.min(1, Math.max(0, ink))));
}

/** What of a sample pictures can be made of. */
export interface PictureTexts {
  readonly source: string;
  readonly reference: string;
  readonly hypothesis: string;
}

/**
 * The pictures of a sample whose text is one: what a language model over pixels was given and how it went on, or what was
 * painted stroke by stroke. Undefined for any other text.
 */
export function picturesOfText(
  { task, data, model }: Pick<Config, 'task' | 'data' | 'model'>,
  sample: PictureTexts,
): PictureSteps | undefined {
  const { row_length } = model.decoder;
  if (task === 'language_model')
    return row_length === undefined ? undefined : continuedPicture(sample, row_length);
  // Text of the same form may mean anything elsewhere.
  return typeof data.dev !== 'string' && data.dev.generator === 'paintings'
    ? paintedPicture(sample)
    : undefined;
}

function continuedPicture({ source, reference, hypothesis }: PictureTexts, width: number) {
  const wanted = parsePicture(source + reference, width);
  if (wanted === undefined) return undefined;
  const { height } = wanted;
  const size = width * height;
  const texts = [source, source + hypothesis].map((text) => Array.from(text).slice(0, size).join(''));
  return pictureSteps(
    wanted,
    texts.map((text) => padded(text, wanted)),
  );
}

/** A text that may end before the picture does: what is missing is paper. */
function padded(text: string, { width, height }: Picture): Picture {
  const paper = inkedPicture(width, height, []);
  const begun = parsePicture(text, 1)?.levels ?? [];
  return { ...paper, levels: [...begun, ...paper.levels.slice(begun.length)] };
}

/** Width and height of what is painted on: coordinates have one digit, and pictures are as the generator's. */
const paintedSize = 8;

function paintedPicture({ reference, hypothesis }: PictureTexts): PictureSteps | undefined {
  const wanted = parseStrokes(reference);
  if (wanted === undefined || wanted.length === 0) return undefined;
  const strokes = parseStrokes(hypothesis) ?? [];
  return pictureSteps(
    paintStrokes(wanted, paintedSize),
    Array.from({ length: Math.max(1, strokes.length) }, (_, index) =>
      paintStrokes(strokes.slice(0, index + 1), paintedSize),
    ),
  );
}

function pictureSteps(wanted: Picture, steps: readonly Picture[]): PictureSteps {
  const { width, height } = wanted;
  return { width, height, steps: steps.map(digits), reference: digits(wanted) };
}

function digits({ levels }: Picture): string {
  return levels.map((level) => inkDigit(level / fullInk)).join('');
}
