import * as vscode from 'vscode';
import { panelStrings } from '../../protocol/panelStrings';
import type { PanelStrings } from '../../protocol/panel';

/** The dashboard's texts in the language of VS Code. Their placeholders are filled in by the webview. */
export function translatedPanelTexts(): PanelStrings {
  return Object.fromEntries(Object.entries(panelStrings).map(([key, text]) => [key, vscode.l10n.t(text)]));
}
