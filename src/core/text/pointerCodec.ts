import { parsePosition } from './vectorText';
import { wordsOf } from './wordsOf';
import { bosId, eosId, padId, specialSymbolCount, unkId } from './specialIds';
import type { SerializedPositions, TextCodec } from './textCodec';

/**
 * Text of source positions such as `1 4 3 1`, counted from 1 in reading order: position p has the id 3 + p. What is no
 * position of the longest source is the unknown token.
 */
export class PointerCodec implements TextCodec {
  readonly padId = padId;
  readonly unkId = unkId;
  readonly bosId = bosId;
  readonly eosId = eosId;

  constructor(private readonly serialized: SerializedPositions) {}

  get vocabularySize(): number {
    return specialSymbolCount + this.serialized.positions;
  }

  tokenize(text: string): string[] {
    return wordsOf(text);
  }

  detokenize(tokens: readonly string[]): string {
    return tokens.join(' ');
  }

  idOf(token: string): number {
    const position = parsePosition(token);
    return position === undefined || position > this.serialized.positions ? unkId : idOfPosition(position);
  }

  tokenOf(id: number): string {
    const { padToken, unkToken, bosToken, eosToken } = this.serialized;
    const special = [padToken, unkToken, bosToken, eosToken][id];
    if (special !== undefined) return special;
    if (!Number.isInteger(id) || id < 0) throw new RangeError(`No position has id ${id}.`);
    return String(positionOfId(id));
  }

  toJSON(): SerializedPositions {
    return this.serialized;
  }
}

/** @param position from 1 */
export function idOfPosition(position: number): number {
  return specialSymbolCount + position - 1;
}

/** The position, from 1, that an id stands for; below 1 for special symbols. */
export function positionOfId(id: number): number {
  return id - specialSymbolCount + 1;
}
