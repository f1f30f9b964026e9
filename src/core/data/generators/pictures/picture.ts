/** A small picture: a level of ink for each pixel, 0 for paper, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly levels: readonly number[];
}

/** How a level of ink is written, paper first: as it looks. */
export const inkCharacters = ['·', '░', '▓', '█'] as const;
/** The level of a pixel that is all ink. */
export const fullInk = inkCharacters.length - 1;

/** One character a pixel, row after row without anything between. */
export function pictureText({ levels }: Picture): string {
  return levels.map((level) => inkCharacters[level] ?? '?').join('');
}

/** Rows of text → the picture; undefined where a character is no level of ink, or rows are left unfinished. */
export function parsePicture(text: string, width: number): Picture | undefined {
  const levels = Array.from(text, (character) => (inkCharacters as readonly string[]).indexOf(character));
  if (levels.includes(-1) || levels.length === 0 || levels.length % width > 0) return undefined;
  return { width, height: levels.length / width, levels };
}

/** Ink at some pixels, counted row by row. */
export function inkedPicture(width: number, height: number, inked: Iterable<number>): Picture {
  const levels = new Array<number>(width * height).fill(0);
  for (const pixel of inked) levels[pixel] = fullInk;
  return { width, height, levels };
}
