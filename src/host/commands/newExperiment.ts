import * as vscode from 'vscode';
import type { GalleryEntry } from '../../core/config/galleryEntry';
import type { HostServices } from '../hostServices';
import { copyFolder, fileExists, freeName } from './copyFolder';

/** Leaves the questions out. */
export interface NewExperimentRequest {
  /** Name of a gallery entry, such as `dates`. */
  readonly entry: string;
  /** Folder to make; it must not exist. */
  readonly target: vscode.Uri;
}

/** What is of use in the gallery only. */
const leftOut = new Set(['entry.json', 'expected.json', '.s2s']);

/** Copies a system of the gallery into the workspace and opens its config. Returns the config. */
export async function newExperiment(
  services: HostServices,
  request: NewExperimentRequest | undefined,
): Promise<vscode.Uri | undefined> {
  const gallery = vscode.Uri.joinPath(services.context.extensionUri, 'gallery');
  const name = request?.entry ?? (await pickEntry(gallery));
  if (name === undefined) return undefined;
  const target = request?.target ?? (await chooseTarget(name));
  if (target === undefined) return undefined;
  if (await fileExists(target)) {
    services.messages.error(
      vscode.l10n.t('{0} exists already: nothing was copied. Choose another folder name.', target.fsPath),
    );
    return undefined;
  }
  await copyFolder(vscode.Uri.joinPath(gallery, name), target, (file) => !leftOut.has(file));
  const config = vscode.Uri.joinPath(target, `${name}.s2s.json`);
  await open(config);
  return config;
}

async function pickEntry(gallery: vscode.Uri): Promise<string | undefined> {
  const picked = await vscode.window.showQuickPick(await entryPicks(gallery), {
    title: vscode.l10n.t('New Experiment'),
    placeHolder: vscode.l10n.t('Which system do you want to begin with?'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.name;
}

type EntryPick = vscode.QuickPickItem & { readonly name?: string };

/** Under a heading for each group of the gallery. */
async function entryPicks(gallery: vscode.Uri): Promise<EntryPick[]> {
  const { groupGalleryEntries } = await import('../../core/config/galleryEntry');
  return groupGalleryEntries(await readEntries(gallery)).flatMap((group) => [
    { label: group.title, kind: vscode.QuickPickItemKind.Separator },
    ...group.entries.map(({ name, title, description, systems }) => ({
      name,
      label: title,
      description: systems.join(', '),
      detail: description,
    })),
  ]);
}

async function readEntries(gallery: vscode.Uri): Promise<GalleryEntry[]> {
  const { parseGalleryEntry } = await import('../../core/config/galleryEntry');
  const names = (await vscode.workspace.fs.readDirectory(gallery))
    .filter(([, type]) => type === vscode.FileType.Directory)
    .map(([name]) => name);
  return Promise.all(
    names.map(async (name) => {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(gallery, name, 'entry.json'));
      return parseGalleryEntry(name, new TextDecoder().decode(bytes));
    }),
  );
}

/** A folder that does not exist yet, in the workspace or, where none is open, anywhere. */
async function chooseTarget(name: string): Promise<vscode.Uri | undefined> {
  const parent = await chooseParent();
  if (parent === undefined) return undefined;
  const folderName = await vscode.window.showInputBox({
    title: vscode.l10n.t('New Experiment'),
    prompt: vscode.l10n.t('Name of the new folder in {0}', parent.fsPath),
    value: await freeName(parent, name),
    validateInput: async (value) => {
      if (!/^[^\\/:*?"<>|]*[^\\/:*?"<>|. ]$/.test(value)) {
        return vscode.l10n.t('A folder name without / \\ : * ? " < > | and without a dot at its end.');
      }
      if (!(await fileExists(vscode.Uri.joinPath(parent, value)))) return undefined;
      return vscode.l10n.t('{0} exists already. Choose another name.', value);
    },
  });
  return folderName === undefined ? undefined : vscode.Uri.joinPath(parent, folderName);
}

async function chooseParent(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 1) return folders[0]?.uri;
  if (folders.length > 1) {
    const placeHolder = vscode.l10n.t('In which folder?');
    return (await vscode.window.showWorkspaceFolderPick({ placeHolder }))?.uri;
  }
  const [picked] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      title: vscode.l10n.t('Where should the new experiment go? The folder will be opened.'),
      openLabel: vscode.l10n.t('Choose Folder'),
    })) ?? [];
  return picked;
}

async function open(config: vscode.Uri): Promise<void> {
  if (vscode.workspace.getWorkspaceFolder(config) === undefined) {
    // Runs need a workspace folder. The window starts anew in it.
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.joinPath(config, '..'));
    return;
  }
  await vscode.window.showTextDocument(config, { preview: false });
}
