import * as vscode from 'vscode';
import { settingDefaults } from '../contributions';
import type { SettingId, SettingTypes } from '../contributions';

/** The value in force of a setting of ours, typed by its id. */
export function readSetting<Id extends SettingId>(
  id: Id,
  scope?: vscode.ConfigurationScope,
): SettingTypes[Id] {
  return vscode.workspace.getConfiguration(undefined, scope).get(id, settingDefaults[id]);
}
