import * as vscode from 'vscode';
import type { S2sApi } from '../api/s2sApi';
import { commands } from '../../contributions';
import type { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import { AsYouType, replaceTypedLine } from './asYouType';
import { DecodeCommands } from './decodeCommands';
import { HypothesisActions } from './hypothesisActions';
import { ModelStatus } from './modelStatus';

/** Texts that are somebody's own: not what other extensions show, nor previews. */
const texts: vscode.DocumentSelector = [
  { scheme: 'file' },
  { scheme: 'untitled' },
  { scheme: 'vscode-remote' },
  { scheme: 'vscode-notebook-cell' },
];

export interface DecodingParts {
  readonly decodeCommands: DecodeCommands;
  readonly api: S2sApi;
}

/**
 * Everything by which trained models are used on texts: commands, light bulb, paste, ghost text, other extensions.
 * @param owned ends it
 */
export function registerDecoding(services: HostServices, owned: Disposables): DecodingParts {
  const { languages } = vscode;
  const decodeCommands = owned.add(new DecodeCommands(services));
  owned.add(new ModelStatus(services));
  owned.add(
    languages.registerCodeActionsProvider(texts, new HypothesisActions(services), {
      providedCodeActionKinds: [vscode.CodeActionKind.RefactorRewrite],
    }),
  );
  owned.add(languages.registerInlineCompletionItemProvider(texts, new AsYouType(services)));
  owned.add(vscode.commands.registerCommand(commands.decodeReplaceLine, replaceTypedLine));
  owned.add(
    vscode.commands.registerCommand(commands.decodeText, async (argument: unknown) => {
      const { decodeCommand } = await import('../api/decodeForOthers');
      return decodeCommand(services, argument);
    }),
  );
  void services.messages.attempt(() => registerPaste(services, owned));
  const api: S2sApi = {
    version: 1,
    decode: async (sources, options) => {
      const { decodeForOthers } = await import('../api/decodeForOthers');
      return decodeForOthers(services, sources, options);
    },
  };
  return { decodeCommands, api };
}

/** Editors built on an older VS Code have no such thing as pasting in other ways. */
async function registerPaste(services: HostServices, owned: Disposables): Promise<void> {
  const languages: Partial<typeof vscode.languages> = vscode.languages;
  if (languages.registerDocumentPasteEditProvider === undefined) return;
  const { PasteDecoded } = await import('./pasteDecoded');
  const kind = vscode.DocumentDropOrPasteEditKind.Empty.append('s2s', 'decode');
  owned.add(
    languages.registerDocumentPasteEditProvider(texts, new PasteDecoded(services, kind), {
      providedPasteEditKinds: [kind],
      pasteMimeTypes: ['text/plain'],
    }),
  );
}
