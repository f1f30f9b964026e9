import type { TextCodec } from './textCodec';

/** The tokens of a vocabulary in the order of their ids, special symbols first. */
export function tokensOf(codec: Pick<TextCodec, 'vocabularySize' | 'tokenOf'>): readonly string[] {
  return Array.from({ length: codec.vocabularySize }, (_, id) => codec.tokenOf(id));
}
