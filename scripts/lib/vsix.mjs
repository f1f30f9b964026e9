import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { checkPackageContents } from './packageContents.mjs';
import { inRepository, manifest } from './repository.mjs';
import { runCommand } from './runCommand.mjs';

const sizeLimitBytes = 6e6;

/** What a package is made of: a package older than any of these is out of date. */
const sources = ['src', 'webview', 'media', 'schemas', 'l10n', 'gallery', 'kernels', 'scripts'];
const sourceFiles = ['.vscodeignore', 'README.md', 'CHANGELOG.md', 'LICENSE'];
const manifestFiles = /^package(-lock|\.nls.*)?\.json$/;

/** @returns {string} the absolute path of the package of this version */
function vsixFile() {
  const { name, version } = manifest();
  return inRepository(`${name}-${version}.vsix`);
}

/**
 * Builds for production and packages the extension.
 * @returns {Promise<string>} the absolute path of the .vsix
 * @throws {Error} when the package would hold what it must not, lacks what it needs, or is too large
 */
export async function buildPackage() {
  const cwd = inRepository();
  await runCommand(process.execPath, [inRepository('scripts', 'build.mjs'), '--production'], { cwd });
  const files = await listFiles({ cwd, packageManager: PackageManager.None });
  const problems = checkPackageContents(files.map((file) => file.replaceAll(path.sep, '/')));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const packagePath = vsixFile();
  await createVSIX({
    cwd,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    // There is no public address yet that relative links could point to; VS Code shows what the package itself holds.
    rewriteRelativeLinks: false,
  });
  const { size } = statSync(packagePath);
  console.log(`${path.basename(packagePath)}: ${megabytes(size)}`);
  if (size > sizeLimitBytes) throw new Error(`The package is larger than ${megabytes(sizeLimitBytes)}.`);
  return packagePath;
}

/**
 * The package of the current sources: the existing one unless a source is newer.
 * @returns {Promise<string>} the absolute path of the .vsix
 */
export async function ensurePackage() {
  const file = vsixFile();
  if (existsSync(file) && statSync(file).mtimeMs > newestSourceMs()) return file;
  return buildPackage();
}

function newestSourceMs() {
  const top = readdirSync(inRepository()).filter(
    (name) => sourceFiles.includes(name) || manifestFiles.test(name),
  );
  const nested = sources
    .map((name) => inRepository(name))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        // Runs that somebody trained in the gallery are not part of it.
        .filter((name) => !name.split(path.sep).includes('.s2s'))
        .map((name) => path.join(folder, name)),
    );
  return Math.max(
    ...[...top.map((name) => inRepository(name)), ...nested].map((file) => statSync(file).mtimeMs),
  );
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
