import type * as vscode from 'vscode';
import type { S2sApi } from './host/api/s2sApi';
import { registerCommands } from './host/commands/registerCommands';
import { CostLenses } from './host/cost/costLenses';
import { DataFiles } from './host/data/dataFiles';
import type { DecodeCommands } from './host/decode/decodeCommands';
import { registerDecoding } from './host/decode/registerDecoding';
import { Disposables } from './host/disposables';
import { FormEditors } from './host/form/formEditors';
import type { HostServices } from './host/hostServices';
import { registerConfigLanguage } from './host/language/configLanguage';
import { LayerInlayHints } from './host/language/layerInlayHints';
import { tellOfMovedConfigs } from './host/runs/movedConfigs';
import { restoreQueueWhenTrusted } from './host/runs/restoreQueueWhenTrusted';
import { startServices } from './host/startServices';
import { ModelTests } from './host/tests/modelTests';
import { registerTasks } from './host/tasks/s2sTasks';
import { LanguageTools } from './host/tools/languageTools';
import { RunsTree } from './host/views/runsTree';
import { TrainingStatus } from './host/views/trainingStatus';

/** What integration tests see of the inside, beside what other extensions get. */
export interface TestApi extends HostServices, S2sApi {
  readonly activationMs: number;
  readonly decodeCommands: DecodeCommands;
  readonly forms: FormEditors;
  readonly modelTests: ModelTests;
  readonly languageTools: LanguageTools;
}

/**
 * Starts what features share, then the features. Nothing heavy happens here: validation, panels and processes are loaded when
 * they are first needed.
 */
export function activate(context: vscode.ExtensionContext): S2sApi | TestApi {
  const startedMs = performance.now();
  const owned = new Disposables();
  context.subscriptions.push(owned);
  const services = startServices(context, owned);
  const { log, messages, store, trainings, descriptions } = services;

  owned.add(new RunsTree(services));
  owned.add(new TrainingStatus(store, trainings));
  owned.add(new LayerInlayHints(descriptions));
  const forms = owned.add(new FormEditors(context.extensionUri, log, messages));
  owned.add(registerCommands(services));
  const { decodeCommands, api } = registerDecoding(services, owned);
  owned.add(new DataFiles(services));
  owned.add(new CostLenses(services));
  // Of lenses in one line, those of the newest provider come first.
  owned.add(registerConfigLanguage({ log, store, trainings }));
  owned.add(registerTasks(services));
  const modelTests = owned.add(new ModelTests(services));
  const languageTools = owned.add(new LanguageTools(services));
  owned.add(restoreQueueWhenTrusted(services));
  owned.add(tellOfMovedConfigs(services));

  const activationMs = performance.now() - startedMs;
  log.debug(`Activated in ${activationMs.toFixed(1)} ms`);
  // Set by the runner of the integration tests alone.
  return process.env['S2S_GROUP'] !== undefined
    ? { ...services, ...api, activationMs, decodeCommands, forms, modelTests, languageTools }
    : api;
}
