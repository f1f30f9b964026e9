import type { PairLanguage } from '../pairLanguage';
import { inkCharacters, parsePicture, pictureText } from './picture';

export interface TextureOptions {
  readonly width: number;
  readonly height: number;
}

const levelCount = inkCharacters.length;
/** Of the sides of a die, how many say "as above", and how many "as on the left"; each level has one more. */
const copies = 18;
const sides = 2 * copies + levelCount;

/**
 * Patchy pictures in four levels of ink: a Markov mesh (Abend, Harley & Kanal 1965). Every pixel is as the one above it (45 %),
 * as the one on its left (45 %), or of any level (10 %); what is missing at the border is stood in for by the other. So the
 * probability of a picture is known, and with it the loss that no model can beat: `textureNats`.
 *
 * They are for language models, which read no source: what stands for one here is the picture itself.
 */
export function textures({ width, height }: TextureOptions): PairLanguage {
  const pixels = width * height;
  return {
    strata: [
      {
        radices: new Array<number>(pixels).fill(sides),
        spell: (dice) => pictureText({ width, height, levels: grow(dice, width) }),
      },
    ],
    longestSource: 0,
    longestTarget: pixels,
    oracle: (source) => (parsePicture(source, width)?.height === height ? source : undefined),
    heldOutKey: ({ target }) => target,
  };
}

function grow(dice: readonly number[], width: number): number[] {
  const levels: number[] = [];
  dice.forEach((side, pixel) => {
    const above = levels[pixel - width];
    const left = pixel % width > 0 ? levels[pixel - 1] : undefined;
    const any = side % levelCount;
    if (side >= 2 * copies) levels.push(any);
    else levels.push((side < copies ? (above ?? left) : (left ?? above)) ?? any);
  });
  return levels;
}

/**
 * −log of the probability of a picture, in nats: the cross-entropy of the texture's own law.
 * @throws Error when the text is no picture of this width
 */
export function textureNats(text: string, width: number): number {
  const picture = parsePicture(text, width);
  if (picture === undefined) throw new Error(`${JSON.stringify(text)} is no picture ${width} pixels wide.`);
  const { levels } = picture;
  return levels.reduce((nats, level, pixel) => {
    const above = levels[pixel - width];
    const left = pixel % width > 0 ? levels[pixel - 1] : undefined;
    if (above === undefined && left === undefined) return nats + Math.log(levelCount);
    const asAbove = (above ?? left) === level ? copies : 0;
    const asLeft = (left ?? above) === level ? copies : 0;
    return nats - Math.log((asAbove + asLeft + 1) / sides);
  }, 0);
}
