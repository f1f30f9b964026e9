import type { SpelledToken } from './spelledTokens';
import type { TextMachine } from '../../../text/grammars/textMachine';

/** Open frames, the innermost first. */
export interface Frames {
  readonly frame: string;
  readonly below: Frames | undefined;
}

/** How far a machine has read a hypothesis. */
export interface ReadingPlace {
  readonly mode: string;
  /** What stands before the next token: nothing or one character. */
  readonly separator: string;
  readonly frames: Frames | undefined;
}

/**
 * Reads one token.
 * @param framesAreReal false when the frames below the innermost are not known: 'unknown' tells that they would have
 * mattered
 * @returns undefined when no accepted text goes on so
 */
export function readToken(
  machine: TextMachine,
  place: ReadingPlace,
  { characters, separator }: SpelledToken,
  framesAreReal = true,
): ReadingPlace | 'unknown' | undefined {
  let { mode, frames } = place;
  let framesAreGone = false;
  const text = place.separator === '' ? characters : [place.separator, ...characters];
  for (const character of text) {
    if (framesAreGone) return 'unknown';
    const move = machine.read(mode, frames?.frame, character);
    if (move === undefined) return undefined;
    mode = move.mode;
    if (move.close === true) {
      frames = frames?.below;
      framesAreGone = !framesAreReal && frames === undefined;
    }
    if (move.open !== undefined) frames = { frame: move.open, below: frames };
  }
  return { mode, separator, frames };
}
