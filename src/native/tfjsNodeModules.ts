import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { InstallContext } from './installContext';
import { packageFolder } from './nativeFolders';
import { replacedPackages } from './nativeRecipe';
import { installPackage } from './npmPackages';

/**
 * Puts the JavaScript of tfjs-node that is loaded (ADR 5) into `<folder>/node_modules`: 3 MB instead of the 230 MB that
 * its dependencies have, since the tfjs packages are replaced by ours.
 * @returns tfjs-node's folder, with its C++ sources in `binding/`
 */
export async function installTfjsNodeModules(folder: string, context: InstallContext): Promise<string> {
  const { tfjsNode: pinned, protobuf } = context.recipe;
  const source = { ...context, downloads: context.folders.downloads };
  const isWanted = (file: string): boolean =>
    /^(package\.json|README\.md|LICENSE|binding\/[\w.]+|dist\/.*\.js)$/.test(file) &&
    !file.endsWith('_test.js');
  const tfjsNode = await installPackage(folder, pinned, source, isWanted);
  context.progress.report('fetching', 0.6);
  await installPackage(folder, protobuf, source, (file) => !file.endsWith('.map'));
  for (const name of replacedPackages) await standIn(folder, name, pinned.version);
  context.progress.report('fetching', 0.8);
  return tfjsNode;
}

/** A package that can be resolved, and says so when something runs it after all. */
async function standIn(folder: string, name: string, version: string): Promise<void> {
  const target = packageFolder(folder, name);
  await mkdir(target, { recursive: true });
  const manifest = { name, version, private: true, main: 'index.js' };
  await writeFile(path.join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(
    path.join(target, 'index.js'),
    `throw new Error('${name} stands for the one of Seq2Seq Lab: this tfjs-node can be used by Seq2Seq Lab only.');\n`,
  );
}
