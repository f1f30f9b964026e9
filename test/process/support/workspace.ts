import { mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import { removeAtEnd } from './leftovers';

/** Keys of a config by their path, such as `training.updates`; undefined takes a key away. */
export type ConfigChanges = Readonly<Record<string, unknown>>;

/** A folder of a test's own with a config in it. */
export class Workspace {
  private constructor(
    readonly folder: string,
    readonly configFile: string,
  ) {}

  /** With a copy of `test/fixtures/process/NAME.s2s.json`. */
  static async create(name: 'endless' | 'copy' = 'endless', changes: ConfigChanges = {}): Promise<Workspace> {
    const folder = await realpath(await mkdtemp(path.join(tmpdir(), 's2s-process-')));
    removeAtEnd(folder);
    const workspace = new Workspace(folder, path.join(folder, `${name}.s2s.json`));
    await workspace.write(
      path.basename(workspace.configFile),
      await readFile(path.resolve('test', 'fixtures', 'process', `${name}.s2s.json`), 'utf8'),
    );
    await workspace.setKeys(changes);
    return workspace;
  }

  /** Folder for a run; nothing is made. */
  runFolder(name = 'run'): string {
    return path.join(this.folder, '.s2s', 'runs', name);
  }

  async setKeys(changes: ConfigChanges): Promise<void> {
    let text = await readFile(this.configFile, 'utf8');
    for (const [key, value] of Object.entries(changes))
      text = applyEdits(text, modify(text, key.split('.'), value, {}));
    await writeFile(this.configFile, text);
  }

  /** Writes a file beside the config. */
  async write(name: string, content: string | Uint8Array): Promise<string> {
    const file = path.join(this.folder, name);
    await writeFile(file, content);
    return file;
  }
}
