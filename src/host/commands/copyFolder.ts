import * as vscode from 'vscode';

/** Copies a folder across file systems; `accepts` chooses by name among the files and folders in it. */
export async function copyFolder(
  source: vscode.Uri,
  target: vscode.Uri,
  accepts: (name: string) => boolean,
): Promise<void> {
  const { fs } = vscode.workspace;
  await fs.createDirectory(target);
  for (const [name, type] of await fs.readDirectory(source)) {
    if (!accepts(name)) continue;
    const [from, to] = [vscode.Uri.joinPath(source, name), vscode.Uri.joinPath(target, name)];
    if (type === vscode.FileType.Directory) await copyFolder(from, to, accepts);
    else await fs.writeFile(to, await fs.readFile(from));
  }
}

export async function fileExists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** `name`, or `name-2`, `name-3`… when that is taken in `parent`. */
export async function freeName(parent: vscode.Uri, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!(await fileExists(vscode.Uri.joinPath(parent, candidate)))) return candidate;
  }
}
