import { missingPackages } from './installedPackages.mjs';
import { npm } from './npm.mjs';
import { inRepository } from './repository.mjs';
import { runCommand } from './runCommand.mjs';

/**
 * Installs what package-lock.json asks for, when node_modules does not have it.
 * @returns {Promise<void>}
 */
export async function installPackages() {
  const missing = await missingPackages();
  if (missing.length === 0) return;
  console.log(`Installing ${missing.length} packages with npm ci …`);
  await runCommand(npm, ['ci', '--no-audit', '--no-fund'], { cwd: inRepository() });
}
