import { ConfigDocument } from './configDocument';
import { diagnoseSchema } from './diagnoseSchema';
import { diagnoseSemantics } from './diagnoseSemantics';
import { diagnoseSyntax } from './diagnoseSyntax';
import type { Diagnostic } from './diagnostic';
import { configSchema } from './schema';
import type { Config } from './schema';
import { diagnoseSweep } from './variants/diagnoseSweep';

/** What {@link parseConfig} found. */
export interface ParsedConfig {
  /**
   * The config with its defaults filled in. Present as soon as the schema accepts the file, so that views can show it;
   * whoever trains with it first asks {@link hasErrors}.
   */
  readonly config: Config | undefined;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** The text and its places, for further diagnostics and edits. */
  readonly document: ConfigDocument;
}

/** Reads the text of a `NAME.s2s.json`: syntax, schema and every rule that needs no other file. Never throws. */
export function parseConfig(text: string): ParsedConfig {
  const document = new ConfigDocument(text);
  const syntax = diagnoseSyntax(document);
  if (hasErrors(syntax)) return { config: undefined, diagnostics: syntax, document };
  const result = configSchema.safeParse(document.value());
  if (!result.success) {
    return { config: undefined, diagnostics: diagnoseSchema(document, result.error.issues), document };
  }
  const found = [...diagnoseSemantics(result.data, document), ...diagnoseSweep(result.data, document)];
  return { config: result.data, diagnostics: found.sort((a, b) => a.offset - b.offset), document };
}

/** Whether a config with these diagnostics can't be used. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
