import * as vscode from 'vscode';
import { panelStrings } from '../../protocol/panelStrings';
import type { StringKey } from '../../protocol/panelStrings';
import type { PanelStrings } from '../../protocol/panel';
import type { WebviewPageName } from './webviewPage';

/** The dashboard's texts in the language of VS Code. Their placeholders are filled in by the webview. */
export function translatedPanelTexts(): PanelStrings {
  return Object.fromEntries(Object.entries(panelStrings).map(([key, text]) => [key, vscode.l10n.t(text)]));
}

const loadingKeys: Readonly<Record<WebviewPageName, StringKey>> = {
  dashboard: 'loading',
  diagram: 'diagram.loading',
  compare: 'loading',
  form: 'form.loading',
};

/** What a page says before the other texts have reached it. */
export function translatedLoadingText(page: WebviewPageName): string {
  return vscode.l10n.t(panelStrings[loadingKeys[page]]);
}
