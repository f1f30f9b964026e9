import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { NativeUnavailableError } from './nativeUnavailable';
import { runTool } from './runTool';

/** pip knows its public index and has no command that prints it. */
const printDefaultIndex = 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)';

/**
 * The package index that pip would ask: `PIP_INDEX_URL`, else `index-url` of pip's configuration files (the user's before
 * the system's, as pip documents), else pip's own default.
 * @throws NativeUnavailableError when nothing is configured and there is no pip to ask
 */
export async function pipIndexUrl(
  env: Readonly<NodeJS.ProcessEnv> = process.env,
  files: readonly string[] = pipConfigFiles(env),
  askPip: () => Promise<string> = () => runTool('python3', ['-c', printDefaultIndex], { env: { ...env } }),
): Promise<URL> {
  const named = env['PIP_INDEX_URL'] ?? '';
  const configured = named === '' ? files.map(readIndexUrl).find((found) => found !== undefined) : named;
  const text = configured ?? (await defaultIndex(askPip));
  try {
    return new URL(text.endsWith('/') ? text : `${text}/`);
  } catch (error) {
    throw new Error(`pip is configured to use the index "${text}", which is no URL.`, { cause: error });
  }
}

async function defaultIndex(askPip: () => Promise<string>): Promise<string> {
  try {
    return (await askPip()).trim();
  } catch (error) {
    throw new NativeUnavailableError(
      'No Python package index is known: there is no pip here, and none is configured. Install Python with pip, or set PIP_INDEX_URL to the index to use, then try again.',
      { cause: error },
    );
  }
}

/** Those of Linux, where wheels are used; the first that names an index wins. */
function pipConfigFiles(env: Readonly<NodeJS.ProcessEnv>): string[] {
  const home = os.homedir();
  const user = env['XDG_CONFIG_HOME'] ?? path.join(home, '.config');
  const named = env['PIP_CONFIG_FILE'] ?? '';
  return [
    ...(named === '' ? [] : [named]),
    path.join(user, 'pip', 'pip.conf'),
    path.join(home, '.pip', 'pip.conf'),
    '/etc/xdg/pip/pip.conf',
    '/etc/pip.conf',
  ];
}

/** `index-url` of a configuration file (INI); `[install]` and `[download]` are for pip's own commands. */
function readIndexUrl(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    const [, name] = /^\s*\[(.*)\]\s*$/.exec(line) ?? [];
    if (name !== undefined) section = name;
    const [, value] = /^\s*index[-_]url\s*[=:]\s*(\S+)\s*$/.exec(line) ?? [];
    if (section === 'global' && value !== undefined) return value;
  }
  return undefined;
}
