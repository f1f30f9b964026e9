import { BpeCodec } from './bpeCodec';
import { ImageCodec } from './imageCodec';
import { PointerCodec } from './pointerCodec';
import type { SerializedTextCodec, TextCodec } from './textCodec';
import { VectorCodec } from './vectorCodec';
import { VocabularyCodec } from './vocabularyCodec';

/** The codec of one side from its plain data. Throws when a vocabulary lacks its special symbols. */
export function restoreCodec(serialized: SerializedTextCodec): TextCodec {
  switch (serialized.level) {
    case 'char':
    case 'word':
    case 'smiles':
      return new VocabularyCodec(serialized);
    case 'bpe':
      return new BpeCodec(serialized);
    case 'vector':
      return new VectorCodec(serialized);
    case 'pointer':
      return new PointerCodec(serialized);
    case 'image':
      return new ImageCodec(serialized);
  }
}
