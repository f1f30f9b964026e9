import type { ConfigPath } from '../configDocument';
import type { Diagnostic } from '../diagnostic';
import type { ConfigChange, Remedy } from '../edits/configChange';
import { spoken, type Message, type Spoken } from '../message';
import type { Config } from '../schema';

/** What a rule has to say about one key. */
export interface Finding extends Spoken {
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  /** The key to mark; if it is not written, its nearest parent is marked. */
  readonly path: ConfigPath;
  /** The ways out that the message names, as changes of the text, in its order. */
  readonly remedies: readonly Remedy[];
}

/** One rule about a config that the schema accepted. `isWritten` tells a written key from its default. */
export type Rule = (
  config: Config,
  isWritten: (path: ConfigPath) => boolean,
) => Finding | Finding[] | undefined;

type RemedyOrChange = Remedy | ConfigChange;

export function error(
  code: string,
  path: ConfigPath,
  message: Message | string,
  ...remedies: readonly RemedyOrChange[]
): Finding {
  return { severity: 'error', code, path, ...spoken(message), remedies: remedies.map(toRemedy) };
}

export function warning(
  code: string,
  path: ConfigPath,
  message: Message | string,
  ...remedies: readonly RemedyOrChange[]
): Finding {
  return { severity: 'warning', code, path, ...spoken(message), remedies: remedies.map(toRemedy) };
}

function toRemedy(remedy: RemedyOrChange): Remedy {
  return 'kind' in remedy ? [remedy] : remedy;
}
