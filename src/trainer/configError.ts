import type { Diagnostic } from '../core/config/diagnostic';
import { formatDiagnostic } from '../core/config/formatDiagnostic';

/** A config can't be used. The message is for people: one line for each error, with file, line and column. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    readonly configFile: string,
    message: string,
    readonly diagnostics: readonly Diagnostic[] = [],
  ) {
    super(message);
  }

  static of(configFile: string, diagnostics: readonly Diagnostic[]): ConfigError {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const lines = errors.map((diagnostic) => formatDiagnostic(configFile, diagnostic));
    return new ConfigError(configFile, lines.join('\n'), diagnostics);
  }
}
