import type { Remedy } from './edits/configChange';
import type { Message } from './message';

/** One finding about a config file. Offsets are UTF-16 code units in the text; line and column count from 1. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable identifier such as `unknown-key` or `missing-file`, for tests and quick fixes. */
  readonly code: string;
  /** What is wrong, what would be valid, what to do. Without file or position. */
  readonly message: string;
  /** The same, to be said in another language. */
  readonly said?: Message | undefined;
  /** The key, as in `model.decoder.attention`; empty for the whole file. */
  readonly path: readonly (string | number)[];
  readonly offset: number;
  readonly length: number;
  readonly line: number;
  readonly column: number;
  /** Who reports it in the editor: the JSON language server already reports what the schema says. */
  readonly source: 'syntax' | 'schema' | 'semantic';
  /** What might get rid of it, the most likely first. Whether it does is for `quickFixes` to see. */
  readonly remedies?: readonly Remedy[];
  /** A slip of the pen: the first remedy is what was meant. */
  readonly isSlip?: boolean;
}
