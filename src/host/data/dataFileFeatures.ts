import { basename } from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../contributions';
import type { SplitName } from '../../core/config/reportDataFile';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import { currentText } from '../language/configFile';
import { DataChecks } from './dataChecks';
import {
  briefLenses,
  checkLenses,
  countingLens,
  largeFileLens,
  reportLenses,
  useLens,
  type DataLens,
  type DataLensAction,
  type LineList,
} from './dataLenses';
import { DataQuickFixes } from './dataQuickFixes';
import type { DataFileState } from './dataReports';
import { DataUses, type DataUse } from './dataUses';
import { lineGroups } from './lineLists';
import { OpenDataFiles } from './openDataFiles';
import { pickLine } from './pickLine';

/** Lenses, findings and checks of data files, tied together. */
export class DataFileFeatures implements vscode.Disposable {
  private readonly disposables = new Disposables();
  readonly uses = this.disposables.add(new DataUses());
  readonly files: OpenDataFiles;
  readonly checks: DataChecks;

  constructor(services: HostServices, lensesChanged: () => void) {
    this.files = this.disposables.add(new OpenDataFiles(this.uses, services.log, lensesChanged));
    this.checks = this.disposables.add(new DataChecks(services, this.uses, lensesChanged));
    this.disposables.add(new DataQuickFixes(this.checks));
  }

  /** All over the first line. */
  lenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const range = new vscode.Range(0, 0, 0, 0);
    return this.lensesOf(document).map(
      ({ title, action }) => new vscode.CodeLens(range, { title, ...commandOf(action, document.uri) }),
    );
  }

  /** Lists the lines that a lens counts, and goes to the one that is chosen. */
  async showLines(uri: unknown, list: unknown): Promise<void> {
    const document = documentOf(uri);
    if (document === undefined) return;
    const state = this.files.state(document);
    if (state.type !== 'reported') return;
    const files = new Map<SplitName, vscode.Uri>(
      this.uses.othersOf(state.use).map(({ split, file }) => [split, file]),
    );
    const fileOf = (split: SplitName): string => basename(files.get(split)?.path ?? split);
    const kind = list as LineList;
    await pickLine({
      document,
      groups: lineGroups(kind, state.report, fileOf, vscode),
      files,
      placeholder: listTitle(kind),
    });
  }

  /** Goes to the key that names the file; asks when there are several. */
  async openConfig(uri: unknown): Promise<void> {
    const document = documentOf(uri);
    if (document === undefined) return;
    const uses = await this.uses.of(document.uri);
    const picks = uses.map((use) => ({
      use,
      label: basename(use.config.path),
      description: `data.${use.split}`,
      detail: vscode.workspace.asRelativePath(use.config),
    }));
    const placeHolder = vscode.l10n.t('Configs that name {0}', basename(document.uri.path));
    const picked = picks.length > 1 ? await vscode.window.showQuickPick(picks, { placeHolder }) : picks[0];
    if (picked !== undefined) await openUse(picked.use);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private lensesOf(document: vscode.TextDocument): DataLens[] {
    const state = this.files.state(document);
    const check = this.checks.shown(document);
    const uses =
      state.type === 'unused'
        ? []
        : state.uses.map(({ split, config }) => ({ split, configName: basename(config.path) }));
    // A file that no config names is somebody else's, unless a model has been tried on it.
    if (state.type === 'unused' && check === undefined) return [];
    const ofFile = [...useLens(uses, vscode), ...stateLenses(state, document)];
    if (!vscode.workspace.isTrusted) return ofFile;
    const ofCheck = checkLenses(check, vscode);
    return check === undefined ? [...ofFile, ...ofCheck] : [...ofCheck, ...briefLenses(ofFile)];
  }
}

function stateLenses(state: DataFileState, document: vscode.TextDocument): DataLens[] {
  switch (state.type) {
    case 'unused':
      return [];
    case 'counting':
      return countingLens(vscode);
    case 'large':
      return largeFileLens(document.lineCount, vscode);
    case 'reported':
      return reportLenses(state.report, state.use.split, vscode);
  }
}

function commandOf(
  action: DataLensAction | undefined,
  uri: vscode.Uri,
): { readonly command: string; readonly arguments?: unknown[] } {
  switch (action?.type) {
    case undefined:
      return { command: '' };
    case 'open-config':
      return { command: commands.dataOpenConfig, arguments: [uri] };
    case 'count':
      return { command: commands.dataCount, arguments: [uri] };
    case 'list':
      return { command: commands.dataShowLines, arguments: [uri, action.list] };
    case 'check':
      return { command: commands.checkDataWithModel, arguments: [uri] };
    case 'check-changed':
      return { command: commands.dataCheckChanged, arguments: [uri] };
    case 'toggle-only-wrong':
      return { command: commands.dataToggleOnlyWrong, arguments: [uri] };
    case 'next-wrong':
      return { command: commands.dataNextWrong, arguments: [uri] };
    case 'clear':
      return { command: commands.dataClearCheck, arguments: [uri] };
  }
}

function listTitle(list: LineList): string {
  switch (list) {
    case 'longest':
      return vscode.l10n.t('The longest lines');
    case 'duplicates':
      return vscode.l10n.t('Lines that repeat an earlier pair');
    case 'leaks':
      return vscode.l10n.t('Lines that stand in another split too: a score on them looks better than it is');
  }
}

/** The open document that an argument names, or the active one. */
export function documentOf(argument: unknown): vscode.TextDocument | undefined {
  const active = vscode.window.activeTextEditor?.document;
  if (!(argument instanceof vscode.Uri)) return active;
  const name = argument.toString();
  return vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === name);
}

async function openUse({ config, split }: DataUse): Promise<void> {
  const { ConfigDocument } = await import('../../core/config/configDocument');
  const { offset, length } = new ConfigDocument(await currentText(config)).valueRange(['data', split]);
  const document = await vscode.workspace.openTextDocument(config);
  const selection = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  await vscode.window.showTextDocument(document, { selection });
}
