/** User settings of every VS Code window that tests or `npm run vscode` open: nothing looks outside, nothing gets in the way. */
export const quietSettings = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.simpleDialog.enable': true,
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  // Looks through all processes of the machine, again and again.
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Also for tests: one look, no repository of the surrounding folder. */
export const testSettings = {
  ...quietSettings,
  // What moves without end keeps a processor busy where there is no graphics card.
  'editor.cursorBlinking': 'solid',
  'workbench.reduceMotion': 'on',
  'editor.minimap.enabled': false,
  'git.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'window.restoreWindows': 'none',
  'workbench.colorTheme': 'Default Light Modern',
};
