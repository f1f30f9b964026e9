import { parseConfig } from '../core/config/parseConfig';
import { resolveConfigName } from '../core/config/resolveConfigName';
import { reserveRunFolder } from '../runs/runId';
import { ensureStateFolder, runsFolderOf } from '../runs/stateFolder';
import { stateRootOf } from '../trainer/stateRoot';

/** Makes the folder of a new run where the editor would: in the `.s2s/runs` that belongs to the config. */
export async function newRunFolder(configFile: string, configText: string): Promise<string> {
  // A config that is not one is refused before the folder is used; its name does not matter then.
  const name = resolveConfigName(parseConfig(configText).config ?? {}, configFile);
  const stateFolder = await ensureStateFolder(await stateRootOf(configFile));
  return reserveRunFolder(runsFolderOf(stateFolder), name, new Date());
}
