/**
 * A reader of text, character by character, that knows whether what it has read can be the beginning of a text that it
 * accepts: an automaton (a mode), for nested texts with a stack of open frames.
 */
export interface TextMachine {
  /** Mode before the first character, with nothing open. */
  readonly start: string;
  /**
   * Reads one more character (code point).
   * @param open the innermost open frame; undefined: none
   * @returns undefined when no accepted text goes on so
   */
  read(mode: string, open: string | undefined, character: string): MachineMove | undefined;
  /** Whether a text may end in this mode, once nothing is open. */
  accepts(mode: string): boolean;
}

export interface MachineMove {
  readonly mode: string;
  /** A frame to open. */
  readonly open?: string;
  /** Closes the innermost frame. */
  readonly close?: true;
}
