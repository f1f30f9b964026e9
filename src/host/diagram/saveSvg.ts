import * as vscode from 'vscode';
import type { UserMessages } from '../userMessages';

/** Asks where to save a drawing of a config's model, and does. */
export async function saveSvg(
  messages: UserMessages,
  svg: string,
  config: vscode.Uri | undefined,
): Promise<void> {
  const defaultUri = config?.with({ path: config.path.replace(/\.s2s\.json$/i, '') + '.svg' });
  const target = await vscode.window.showSaveDialog({
    ...(defaultUri === undefined ? {} : { defaultUri }),
    filters: { SVG: ['svg'] },
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(svg));
  messages.info(vscode.l10n.t('The model diagram is in {0}.', target.fsPath), {
    title: vscode.l10n.t('Open'),
    run: () => vscode.commands.executeCommand('vscode.open', target),
  });
}
