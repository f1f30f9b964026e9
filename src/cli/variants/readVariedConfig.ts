import path from 'node:path';
import { resolveConfigName } from '../../core/config/resolveConfigName';
import { readConfigText, requireConfig } from '../../trainer/checkConfig';
import { applyOverrides, type ConfigOverride } from '../configOverrides';

/** A config whose variants are to be trained. */
export interface VariedConfig {
  readonly configFile: string;
  /** With what was set for all variants. */
  readonly text: string;
  readonly name: string;
}

/** @throws ConfigError when it can't be trained as it is */
export async function readVariedConfig(
  file: string,
  overrides: readonly ConfigOverride[] = [],
): Promise<VariedConfig> {
  const configFile = path.resolve(file);
  const text = applyOverrides(await readConfigText(configFile), overrides);
  const { config } = await requireConfig({ configFile, configText: text });
  return { configFile, text, name: resolveConfigName(config, configFile) };
}
