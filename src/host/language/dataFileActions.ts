import { extname, relative } from 'node:path/posix';
import * as vscode from 'vscode';
import type { Diagnostic } from '../../core/config/diagnostic';
import type { CheckedConfig } from './checkConfig';
import { dataFileUri } from './dataFileUri';
import { replaceText } from './replaceText';

const mostFiles = 200;
const mostOffered = 3;

/** Fixes of a file that is missing or empty: write an example into it, or take another one that is there. */
export async function dataFileActions(
  document: vscode.TextDocument,
  { config, parsed }: CheckedConfig,
  problem: Diagnostic,
): Promise<vscode.CodeAction[]> {
  const { code, path } = problem;
  const named = parsed.document.valueAt(path);
  const isMissing = code === 'missing-file';
  if (!isMissing && code !== 'empty-file') return [];
  if (config === undefined || typeof named !== 'string' || document.isUntitled) return [];
  const [section, split] = path;
  const actions: vscode.CodeAction[] = [];
  if (section === 'data' && (split === 'train' || split === 'dev' || split === 'test')) {
    const { exampleData } = await import('../../core/config/edits/exampleData');
    const content = exampleData(config, split, named);
    // Files of a workspace that is not trusted stay as they are.
    if (content !== undefined && vscode.workspace.isTrusted)
      actions.push(creation(dataFileUri(document.uri, named), named, content, isMissing));
  }
  if (isMissing) actions.push(...(await others(document, parsed.document.text, path, named)));
  return actions;
}

function creation(file: vscode.Uri, name: string, content: string, isMissing: boolean): vscode.CodeAction {
  const title = isMissing
    ? vscode.l10n.t('Create {0} with two example lines', name)
    : vscode.l10n.t('Write two example lines into {0}', name);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  const contents = new TextEncoder().encode(content);
  action.edit.createFile(
    file,
    isMissing ? { contents, ignoreIfExists: true } : { contents, overwrite: true },
  );
  return action;
}

/** Files of the same kind in and below the folder of the config, the most similar names first. */
async function others(
  document: vscode.TextDocument,
  text: string,
  path: Diagnostic['path'],
  name: string,
): Promise<vscode.CodeAction[]> {
  const suffix = extname(name);
  if (!/^\.\w+$/.test(suffix)) return [];
  const folder = vscode.Uri.joinPath(document.uri, '..');
  const pattern = new vscode.RelativePattern(folder, `**/*${suffix}`);
  const found = await vscode.workspace.findFiles(pattern, '**/{node_modules,.s2s}/**', mostFiles);
  const { changeConfig } = await import('../../core/config/edits/changeConfig');
  const { nearestWord } = await import('../../core/config/nearestWord');
  const files = found.map(({ path: file }) => relative(folder.path, file)).sort();
  const nearest = nearestWord(name, files);
  const offered = [...new Set([...(nearest === undefined ? [] : [nearest]), ...files])].slice(0, mostOffered);
  return offered.flatMap((file) => {
    const changed = changeConfig(text, [{ kind: 'set', path, value: file }]);
    if (changed === undefined) return [];
    const action = new vscode.CodeAction(vscode.l10n.t('Use {0}', file), vscode.CodeActionKind.QuickFix);
    action.edit = replaceText(document, changed);
    return [action];
  });
}
