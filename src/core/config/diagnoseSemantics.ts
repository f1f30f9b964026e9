import type { ConfigDocument, ConfigPath } from './configDocument';
import type { Diagnostic } from './diagnostic';
import { dataRules } from './rules/dataRules';
import { modelRules } from './rules/modelRules';
import type { Rule } from './rules/rule';
import { trainingRules } from './rules/trainingRules';
import type { Config } from './schema';

const rules: readonly Rule[] = [...dataRules, ...modelRules, ...trainingRules];

/** What a schema can't say and no other file is needed for: keys that contradict each other or have no effect. */
export function diagnoseSemantics(config: Config, document: ConfigDocument): Diagnostic[] {
  const isWritten = (path: ConfigPath): boolean => document.isWritten(path);
  return rules
    .flatMap((rule) => rule(config, isWritten) ?? [])
    .map((finding) =>
      document.diagnostic(document.valueRange(finding.path), { ...finding, source: 'semantic' }),
    )
    .sort((a, b) => a.offset - b.offset || a.code.localeCompare(b.code));
}
