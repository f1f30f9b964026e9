import type { ConfigPath } from '../configDocument';
import type { Diagnostic } from '../diagnostic';
import type { Config } from '../schema';

/** What a rule has to say about one key. */
export interface Finding {
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  /** The key to mark; if it is not written, its nearest parent is marked. */
  readonly path: ConfigPath;
  readonly message: string;
}

/** One rule about a config that the schema accepted. `isWritten` tells a written key from its default. */
export type Rule = (
  config: Config,
  isWritten: (path: ConfigPath) => boolean,
) => Finding | Finding[] | undefined;

export function error(code: string, path: ConfigPath, message: string): Finding {
  return { severity: 'error', code, path, message };
}

export function warning(code: string, path: ConfigPath, message: string): Finding {
  return { severity: 'warning', code, path, message };
}
