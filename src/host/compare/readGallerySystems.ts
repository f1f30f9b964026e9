import * as vscode from 'vscode';
import { galleryConfigPath } from '../../core/config/galleryEntry';
import { errorText } from '../../runs/runFolderError';
import { gallerySystem, type GallerySystem } from './publishedNumbers';

/** The systems of the packaged gallery that publications have numbers for. */
export async function readGallerySystems(
  extensionUri: vscode.Uri,
  log: vscode.LogOutputChannel,
): Promise<readonly GallerySystem[]> {
  const gallery = vscode.Uri.joinPath(extensionUri, 'gallery');
  const read = async (path: string): Promise<string> =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(gallery, path)));
  try {
    const entries = await vscode.workspace.fs.readDirectory(gallery);
    const names = entries.filter(([, type]) => type === vscode.FileType.Directory).map(([name]) => name);
    const systems = await Promise.all(
      names.map(async (name) => {
        const expected = await read(`${name}/expected.json`).catch(() => undefined);
        if (expected?.includes('"published"') !== true) return undefined;
        return gallerySystem(name, await read(galleryConfigPath(name)), expected);
      }),
    );
    return systems.filter((system) => system !== undefined);
  } catch (error) {
    // Without it there are no lines of published numbers, and all else.
    log.warn(errorText(error));
    return [];
  }
}
