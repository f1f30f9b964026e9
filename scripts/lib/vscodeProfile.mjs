import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cleanEnvironment } from './cleanEnvironment.mjs';

/**
 * The folders of one VS Code user: made fresh, short (the paths of Unix sockets are limited to about 100 characters) and thrown away at the end.
 * Several windows, one after the other, may use the same profile: that is how a window is reopened.
 */
export class VscodeProfile {
  /**
   * @param {object} [options]
   * @param {Record<string, unknown>} [options.settings] user settings
   * @param {boolean} [options.keep] leave the folder at the end, for a look into it
   */
  constructor({ settings = {}, keep = false } = {}) {
    this.keep = keep;
    this.folder = mkdtempSync(path.join(shortTemporaryFolder(), 's2s-'));
    this.home = path.join(this.folder, 'h');
    this.temporary = path.join(this.folder, 't');
    this.userData = path.join(this.folder, 'u');
    this.extensions = path.join(this.folder, 'e');
    this.serverData = path.join(this.folder, 's');
    this.workspace = path.join(this.folder, 'workspace');
    for (const folder of [this.home, this.temporary, this.extensions, this.serverData])
      mkdirSync(folder, { recursive: true });
    for (const folder of ['User', 'Machine'])
      mkdirSync(path.join(this.userData, folder), { recursive: true });
    this.writeSettings(settings);
  }

  /** @param {Record<string, unknown>} settings replaces the user settings */
  writeSettings(settings) {
    writeFileSync(path.join(this.userData, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
  }

  /**
   * Lets a VS Code server offer a display language to browsers that ask for it, as an installed language pack does. VS Code's
   * own texts stay English; those of extensions come in the language.
   * @param {string} languageId such as `de`
   */
  offerLanguage(languageId) {
    const file = path.join(this.userData, `${languageId}.i18n.json`);
    writeFileSync(file, JSON.stringify({ contents: {} }));
    const identifier = { id: `test.language-${languageId}` };
    const pack = {
      hash: languageId,
      extensions: [{ extensionIdentifier: identifier, version: '1.0.0' }],
      translations: { vscode: file },
      label: languageId,
    };
    // Without this file the server takes English for everybody's wish.
    writeFileSync(path.join(this.userData, 'User', 'argv.json'), '{}');
    writeFileSync(path.join(this.userData, 'languagepacks.json'), JSON.stringify({ [languageId]: pack }));
  }

  /**
   * The environment of a program that uses this profile.
   * @param {NodeJS.ProcessEnv} [more]
   * @returns {NodeJS.ProcessEnv}
   */
  environment(more = {}) {
    // XDG folders would lead out of the profile's home.
    const {
      XDG_CONFIG_HOME: _config,
      XDG_DATA_HOME: _data,
      XDG_RUNTIME_DIR: _runtime,
      ...clean
    } = cleanEnvironment();
    return { ...clean, HOME: this.home, TMPDIR: this.temporary, ...more };
  }

  /**
   * Ends what still runs in this profile and removes its folders.
   * @returns {string[]} command lines of the processes that had to be ended: each is a leak
   */
  dispose() {
    const leaked = this.#processes();
    for (const { processId } of leaked) {
      try {
        process.kill(processId, 'SIGKILL');
      } catch {
        // It ended by itself meanwhile.
      }
    }
    if (!this.keep) rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    return leaked.map(({ command }) => command);
  }

  /** Processes that were started in this profile, detached ones too: recognised by their environment (Linux only). */
  #processes() {
    if (!existsSync('/proc/self/environ')) return [];
    const mark = `\0TMPDIR=${this.temporary}\0`;
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          if (!`\0${readFileSync(`/proc/${name}/environ`, 'utf8')}`.includes(mark)) return [];
          const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
          return command === '' ? [] : [{ processId: Number(name), command }];
        } catch {
          return [];
        }
      });
  }
}

function shortTemporaryFolder() {
  const folder = os.tmpdir();
  return folder.length > 30 && existsSync('/tmp') ? '/tmp' : folder;
}
