import type { ConfigDocument, ConfigPath } from './configDocument';
import type { Diagnostic } from './diagnostic';
import { bitsRules } from './rules/bitsRules';
import { dataRules } from './rules/dataRules';
import { embeddingRules } from './rules/embeddingRules';
import { encoderRules } from './rules/encoderRules';
import { expectRules } from './rules/expectRules';
import { imageRules } from './rules/imageRules';
import { modelRules } from './rules/modelRules';
import { ntmRules } from './rules/ntmRules';
import { pictureTextRules } from './rules/pictureTextRules';
import { previousOutputRules } from './rules/previousOutputRules';
import type { Finding, Rule } from './rules/rule';
import { taskRules } from './rules/taskRules';
import { testingRules } from './rules/testingRules';
import { trainingRules } from './rules/trainingRules';
import { vectorRules } from './rules/vectorRules';
import type { Config } from './schema';

const rules: readonly Rule[] = [
  ...taskRules,
  ...dataRules,
  ...embeddingRules,
  ...encoderRules,
  ...modelRules,
  ...bitsRules,
  ...imageRules,
  ...ntmRules,
  ...previousOutputRules,
  ...pictureTextRules,
  ...trainingRules,
  ...testingRules,
  ...vectorRules,
  ...expectRules,
];

/** What a schema can't say and no other file is needed for: keys that contradict each other or have no effect. */
export function diagnoseSemantics(config: Config, document: ConfigDocument): Diagnostic[] {
  return findings(config, (path) => document.isWritten(path))
    .map((finding) =>
      document.diagnostic(document.valueRange(finding.path), { ...finding, source: 'semantic' }),
    )
    .sort((a, b) => a.offset - b.offset || a.code.localeCompare(b.code));
}

/** What the rules find in a config, wherever it may be written. */
export function findings(config: Config, isWritten: (path: ConfigPath) => boolean): Finding[] {
  return rules.flatMap((rule) => rule(config, isWritten) ?? []);
}
