import { PictureError, type PictureFormat } from '../image/picture';
import { parsePictureUri } from '../image/pictureUri';
import { readPng } from '../image/readPng';
import { bosId, eosId, padId, specialSymbolCount, unkId } from './specialIds';
import type { SerializedPictures, TextCodec, TokenFeatures } from './textCodec';

/** The id of every row of pixels: what tells them apart are their numbers. */
const rowId = specialSymbolCount;

/**
 * A picture as text: a `data:` URI of a PNG file is one token, which stands for as many positions as the picture is high. The
 * numbers of a position are a row of pixels, `[width, channels]`.
 */
export class ImageCodec implements TextCodec {
  readonly vocabularySize = specialSymbolCount + 1;
  readonly padId = padId;
  readonly unkId = unkId;
  readonly bosId = bosId;
  readonly eosId = eosId;
  readonly features: TokenFeatures;

  constructor(private readonly serialized: SerializedPictures) {
    const { height, width, channels } = serialized;
    this.features = {
      size: width * channels,
      positionsOfToken: height,
      of: ([token]) => (token === undefined ? new Uint8Array(0) : readPicture(token, serialized)),
    };
  }

  tokenize(text: string): string[] {
    const picture = text.trim();
    return picture === '' ? [] : [picture];
  }

  detokenize(tokens: readonly string[]): string {
    return tokens.join(' ');
  }

  idOf(): number {
    return rowId;
  }

  tokenOf(id: number): string {
    const { padToken, unkToken, bosToken, eosToken } = this.serialized;
    const token = [padToken, unkToken, bosToken, eosToken, 'row'][id];
    if (token === undefined)
      throw new RangeError(`No token has id ${id}: rows of pixels have ids 0 to ${rowId}.`);
    return token;
  }

  toJSON(): SerializedPictures {
    return this.serialized;
  }
}

/**
 * The numbers of a picture given as text, `[height, width, channels]`, 0 to 255.
 * @throws PictureError when it is no `data:` URI of such a PNG file
 */
export function readPicture(text: string, format: PictureFormat): Uint8Array {
  const picture = parsePictureUri(text);
  if (picture === undefined)
    throw new PictureError(
      'is neither the path of a file that can be read nor a data: URI of a PNG file (data:image/png;base64,…).',
    );
  return readPng(picture.bytes, format);
}
