import * as vscode from 'vscode';
import type { DescribedNode } from '../../protocol/modelling';
import { Disposables } from '../disposables';
import { configSelector, isEditedConfig } from './configFile';
import type { LayerHint } from './layerHints';
import type { ModelDescriptions } from './modelDescriptions';
import { numberText } from '../numberText';

/** Shapes and parameter counts in the text of a config. `editor.inlayHints` governs them, as all inlay hints. */
export class LayerInlayHints implements vscode.InlayHintsProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<void>());

  readonly onDidChangeInlayHints = this.changes.event;

  constructor(private readonly descriptions: ModelDescriptions) {
    this.disposables.add(descriptions.onDidChange(() => this.changes.fire()));
    this.disposables.add(vscode.languages.registerInlayHintsProvider(configSelector, this));
  }

  /** While the text describes no model, those of the last one that it described. */
  async provideInlayHints(
    document: vscode.TextDocument,
    range: vscode.Range,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlayHint[]> {
    if (!isEditedConfig(document)) return [];
    const known = await this.descriptions.latest(document, () => token.isCancellationRequested);
    if (known?.description === undefined) return [];
    const { placeLayerHints } = await import('./layerHints');
    return placeLayerHints(document.getText(), known.description)
      .map((hint) => toInlayHint(hint, document))
      .filter(({ position }) => range.contains(position));
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

function toInlayHint(hint: LayerHint, document: vscode.TextDocument): vscode.InlayHint {
  const inlay = new vscode.InlayHint(document.positionAt(hint.offset), labelOf(hint));
  inlay.paddingLeft = true;
  inlay.tooltip = new vscode.MarkdownString(tableOf(hint.layers));
  return inlay;
}

function labelOf({ shape, parameterCount, isDefault }: LayerHint): string {
  const parameters = parametersInWords(parameterCount);
  if (isDefault) return vscode.l10n.t('model by default: {0}', parameters);
  return shape === undefined ? parameters : `${shape} · ${parameters}`;
}

function parametersInWords(count: number): string {
  if (count === 0) return vscode.l10n.t('no parameters');
  return count === 1 ? vscode.l10n.t('1 parameter') : vscode.l10n.t('{0} parameters', formatCount(count));
}

const formatCount = (count: number): string => numberText(count, vscode.env.language);

function tableOf(layers: readonly DescribedNode[]): string {
  const head = [vscode.l10n.t('Layer'), vscode.l10n.t('Output'), vscode.l10n.t('Parameters')];
  const rows = layers.map(({ id, outputShape, parameterCount }) => [
    `\`${id}\``,
    `\`${outputShape}\``,
    formatCount(parameterCount),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), '| :--- | :--- | ---: |', ...rows.map(line)].join('\n');
}
