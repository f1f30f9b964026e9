import type { Diagnostic } from './diagnostic';

/** `file:line:column severity message`, which terminals and problem matchers make clickable. */
export function formatDiagnostic(file: string, { line, column, severity, message }: Diagnostic): string {
  return `${file}:${line}:${column} ${severity} ${message}`;
}
