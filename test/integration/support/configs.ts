import * as vscode from 'vscode';
import type { ConfigInput } from '../../../src/core/config/schema';
import { workspaceFolder } from './extension';

export { endlessConfig, reverseConfig } from '../../support/reverseConfigs';

/** Writes a file of the workspace. */
export async function writeFile(name: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(workspaceFolder(), name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

export const writeConfig = (name: string, config: ConfigInput): Promise<vscode.Uri> =>
  writeFile(`${name}.s2s.json`, `// For a test.\n${JSON.stringify(config, null, 2)}\n`);
