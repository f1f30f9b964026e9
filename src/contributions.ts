/**
 * Every id that package.json contributes, once: code takes them from here, and a test holds this file and package.json
 * against each other. No `vscode` here, so that tests can read it without VS Code.
 */

export const extensionId = 'seq2seq-lab.seq2seq-lab';

/** How a config file is recognised. */
export const configSuffix = '.s2s.json';
export const configGlob = `**/*${configSuffix}`;

export const commands = {
  train: 's2s.train',
  trainAll: 's2s.trainAll',
  runSweep: 's2s.runSweep',
  runLadder: 's2s.runLadder',
  stopGroup: 's2s.stopGroup',
  compareGroup: 's2s.compareGroup',
  moveUpInQueue: 's2s.moveUpInQueue',
  removeFromQueue: 's2s.removeFromQueue',
  pause: 's2s.pause',
  setLearningRate: 's2s.setLearningRate',
  reproduceRun: 's2s.reproduceRun',
  stop: 's2s.stop',
  resume: 's2s.resume',
  showTrainings: 's2s.showTrainings',
  openDashboard: 's2s.openDashboard',
  openAttention: 's2s.openAttention',
  openDiagram: 's2s.openDiagram',
  newExperiment: 's2s.newExperiment',
  compareRuns: 's2s.compareRuns',
  compareWith: 's2s.compareWith',
  deleteRun: 's2s.deleteRun',
  starRun: 's2s.starRun',
  unstarRun: 's2s.unstarRun',
  editNote: 's2s.editNote',
  filterRuns: 's2s.filterRuns',
  showOnlyConfig: 's2s.showOnlyConfig',
  clearRunFilter: 's2s.clearRunFilter',
  sortRuns: 's2s.sortRuns',
  refreshRuns: 's2s.refreshRuns',
  openRunConfig: 's2s.openRunConfig',
  revealRunFolder: 's2s.revealRunFolder',
  openRunLog: 's2s.openRunLog',
  openWalkthrough: 's2s.openWalkthrough',
  showLog: 's2s.showLog',
  installNative: 's2s.installNative',
  removeNative: 's2s.removeNative',
  openForm: 's2s.openForm',
  openText: 's2s.openText',
  decodeSelection: 's2s.decodeSelection',
  decodeApply: 's2s.decode.apply',
  decodeChooseModel: 's2s.decode.chooseModel',
  decodeCancel: 's2s.decode.cancel',
  decodeFile: 's2s.decodeFile',
  decodeAccept: 's2s.decode.accept',
  decodeReject: 's2s.decode.reject',
  decodeAcceptAll: 's2s.decode.acceptAll',
  decodeAcceptConfident: 's2s.decode.acceptConfident',
  decodeShowLeftAlone: 's2s.decode.showLeftAlone',
  decodeOtherHypotheses: 's2s.decode.otherHypotheses',
  decodeWithPrefix: 's2s.decode.withPrefix',
  decodeClipboard: 's2s.decodeClipboard',
  decodeSetModel: 's2s.decode.setModel',
  decodeText: 's2s.decode',
  decodeReplaceLine: 's2s.decode.replaceLine',
  checkDataWithModel: 's2s.checkDataWithModel',
  dataNextWrong: 's2s.data.nextWrong',
  dataPreviousWrong: 's2s.data.previousWrong',
  dataToggleOnlyWrong: 's2s.data.toggleOnlyWrong',
  dataCheckChanged: 's2s.data.checkChanged',
  dataClearCheck: 's2s.data.clearCheck',
  dataShowLines: 's2s.data.showLines',
  dataOpenConfig: 's2s.data.openConfig',
  dataCount: 's2s.data.count',
  dataIgnoreRow: 's2s.data.ignoreRow',
  estimateCost: 's2s.estimateCost',
} as const;
export type CommandId = (typeof commands)[keyof typeof commands];

export const views = { container: 's2s', runs: 's2s.runs' } as const;

/** Type of the dashboard's webview panels: VS Code stores it to revive them after a restart. */
export const dashboardViewType = 's2s.dashboard';
export const compareViewType = 's2s.compare';

/** Type of the model diagram's webview panel. */
export const diagramViewType = 's2s.diagram';

/** Type of the custom editor that shows a config as a form. */
export const formViewType = 's2s.form';

/** Scheme of the right side of a decoding preview. */
export const decodePreviewScheme = 's2s-decode';

/** Language of that side: diffs show CodeLenses for it alone, by a default that package.json sets. */
export const decodePreviewLanguage = 's2s-decoded';

export const contextKeys = {
  /** Some run is preparing, queued or running. */
  hasActiveRuns: 's2s.hasActiveRuns',
  /** Some run was paused, stopped or crashed and can go on. */
  hasResumableRuns: 's2s.hasResumableRuns',
  hasRuns: 's2s.hasRuns',
  /** The Runs view leaves some runs out. */
  hasRunFilter: 's2s.hasRunFilter',
  /** A model has been tried on the data file that is active. */
  hasDataCheck: 's2s.hasDataCheck',
} as const;
export type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];

/** Tools that language models may call. */
export const languageModelTools = {
  validateConfig: 's2s_validate_config',
  listRuns: 's2s_list_runs',
  getMetrics: 's2s_get_metrics',
  decodeText: 's2s_decode_text',
  explainDecoding: 's2s_explain_decoding',
  startTraining: 's2s_start_training',
} as const;
export type LanguageModelToolName = (typeof languageModelTools)[keyof typeof languageModelTools];

/** The walkthrough, as VS Code's command to open it names it. */
export const walkthrough = `${extensionId}#start`;

/** Type of our tasks in tasks.json, and what they do. */
export const taskType = 's2s';
export const taskKinds = ['train', 'resume', 'reproduce', 'evaluate', 'test', 'validate'] as const;
export type TaskKind = (typeof taskKinds)[number];

/** Finds in the output of tasks what is wrong with a config: `file:line:column severity message`. */
export const problemMatcher = '$s2s';

export const engineChoices = ['auto', 'tensorflow', 'wasm'] as const;
export const windowCloseChoices = ['keepRunning', 'checkpointAndStop'] as const;

/** Type of every setting, by its full id. */
export interface SettingTypes {
  's2s.engine.name': (typeof engineChoices)[number];
  /** Folder with an installation of @tensorflow/tfjs-node; empty: none. */
  's2s.engine.nativePath': string;
  /** 0: the engine's own choice. */
  's2s.engine.threads': number;
  's2s.training.whenWindowCloses': (typeof windowCloseChoices)[number];
  /** 0: as many as the cores allow. */
  's2s.training.maxParallel': number;
  /** Id of a run, or name of a config; empty: the last one used. */
  's2s.decode.model': string;
  /** Least probability of a line that is written without being accepted. */
  's2s.decode.minConfidence': number;
  's2s.decode.asYouType': boolean;
}
export type SettingId = keyof SettingTypes;

/** The defaults of package.json, repeated with their types: the compiler reports a setting that is missing here. */
export const settingDefaults: { readonly [Id in SettingId]: SettingTypes[Id] } = {
  's2s.engine.name': 'auto',
  's2s.engine.nativePath': '',
  's2s.engine.threads': 0,
  's2s.training.whenWindowCloses': 'keepRunning',
  's2s.training.maxParallel': 0,
  's2s.decode.model': '',
  's2s.decode.minConfidence': 0.5,
  's2s.decode.asYouType': false,
};

/** Values of `viewItem` in the Runs view: `run.<state>`, with `.starred` behind it where a run has a star. */
export const runItemStates = [
  'queued',
  'preparing',
  'running',
  'paused',
  'finished',
  'stopped',
  'failed',
  'crashed',
  'unreadable',
] as const;
export type RunItemState = (typeof runItemStates)[number];
export const runItemContext = (state: RunItemState): `run.${RunItemState}` => `run.${state}`;

/** `viewItem` of a row that has the runs of a config below it. */
export const configItemContext = 'config';
