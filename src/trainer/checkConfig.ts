import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { diagnoseFiles } from '../core/config/diagnoseFiles';
import type { Diagnostic } from '../core/config/diagnostic';
import { hasErrors, parseConfig } from '../core/config/parseConfig';
import type { Config } from '../core/config/schema';
import type { ReadDataFile } from '../core/data/loadSplits';
import { readFileStart } from '../runs/readFileStart';
import { resolveDataFile } from '../runs/resolveDataFile';
import { ConfigError } from './configError';

export interface ConfigSource {
  readonly configFile: string;
  /** The text to use instead of what the file holds: an unsaved editor, or settings from the command line. */
  readonly configText?: string | undefined;
}

export interface CheckedConfig {
  /** Absolute path. */
  readonly configFile: string;
  readonly text: string;
  /** Undefined when the text is not a config at all. */
  readonly config: Config | undefined;
  /** Everything the editor would show, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a config with every diagnostic there is: syntax, schema, rules, data files.
 * @throws ConfigError when the config file can't be read
 */
export async function checkConfig(source: ConfigSource): Promise<CheckedConfig> {
  const configFile = path.resolve(source.configFile);
  const text = source.configText ?? (await readConfigText(configFile));
  const parsed = parseConfig(text);
  const readBytes = dataFileReader(configFile);
  const fileDiagnostics = await diagnoseFiles(parsed, {
    resolve: (file) => resolveDataFile(configFile, file),
    readBytes,
    readStart: (file, byteCount) =>
      unlessMissing(readFileStart(resolveDataFile(configFile, file), byteCount)),
  });
  const diagnostics = [...parsed.diagnostics, ...fileDiagnostics].sort((a, b) => a.offset - b.offset);
  return { configFile, text, config: parsed.config, diagnostics };
}

/** A config that can be trained with: no diagnostic is an error. */
export interface UsableConfig extends CheckedConfig {
  readonly config: Config;
}

/** @throws ConfigError listing every error of the config. */
export async function requireConfig(source: ConfigSource): Promise<UsableConfig> {
  const checked = await checkConfig(source);
  const { config, configFile, diagnostics } = checked;
  if (config === undefined || hasErrors(diagnostics)) throw ConfigError.of(configFile, diagnostics);
  return { ...checked, config };
}

/** Reads data files by their path in the config. */
export function dataFileReader(configFile: string): ReadDataFile {
  return (file) => unlessMissing(readFile(resolveDataFile(configFile, file)));
}

/** Undefined instead of the error that there is no such file. */
async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** @throws ConfigError when the file is missing, can't be read or is not UTF-8 */
export async function readConfigText(configFile: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(configFile);
  } catch (error) {
    if (isMissing(error))
      throw new ConfigError(configFile, `There is no file ${configFile}. Name an existing .s2s.json file.`);
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(configFile, `${configFile} can't be read: ${reason}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ConfigError(configFile, `${configFile} is not UTF-8. Save it in that encoding.`);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
