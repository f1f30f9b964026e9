import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands } from './contributions';
import { registerCommands } from './host/commands/registerCommands';
import { Comparison } from './host/compare/comparison';
import { CostLenses } from './host/cost/costLenses';
import { DataFiles } from './host/data/dataFiles';
import { Disposables } from './host/disposables';
import type { DecodeCommands } from './host/decode/decodeCommands';
import { registerDecoding } from './host/decode/registerDecoding';
import type { S2sApi } from './host/api/s2sApi';
import { ModelChoice } from './host/decode/modelChoice';
import { Diagrams } from './host/diagram/diagrams';
import { FormEditors } from './host/form/formEditors';
import { FirstPointTimes } from './host/firstPointTimes';
import type { HostServices } from './host/hostServices';
import { registerConfigLanguage } from './host/language/configLanguage';
import { LayerInlayHints } from './host/language/layerInlayHints';
import { ModelDescriptions } from './host/language/modelDescriptions';
import { nativeRootOf } from './host/native/nativeRoot';
import { Dashboards } from './host/panels/dashboards';
import { ServiceProcesses } from './host/processes/serviceProcesses';
import { tellOfMovedConfigs } from './host/runs/movedConfigs';
import { restoreQueueWhenTrusted } from './host/runs/restoreQueueWhenTrusted';
import { announceEnd, explainWindowClose } from './host/runs/runMessages';
import { RunStore } from './host/runs/runStore';
import { Trainings } from './host/runs/trainings';
import { ModelTests } from './host/tests/modelTests';
import { LanguageTools } from './host/tools/languageTools';
import { UserMessages } from './host/userMessages';
import { RunsTree } from './host/views/runsTree';
import { TrainingStatus } from './host/views/trainingStatus';

/** What integration tests see of the inside, beside what other extensions get. */
export interface TestApi extends HostServices, S2sApi {
  readonly activationMs: number;
  readonly firstPoints: FirstPointTimes;
  readonly decodeCommands: DecodeCommands;
  readonly forms: FormEditors;
  readonly modelTests: ModelTests;
  readonly languageTools: LanguageTools;
}

/**
 * Builds the parts and ties them together. Nothing heavy happens here: validation, panels and processes are loaded when
 * they are first needed.
 */
export function activate(context: vscode.ExtensionContext): S2sApi | TestApi {
  const startedMs = performance.now();
  const own = <T extends vscode.Disposable>(disposable: T): T => {
    context.subscriptions.push(disposable);
    return disposable;
  };

  const log = own(vscode.window.createOutputChannel('Seq2Seq Lab', { log: true }));
  const messages = new UserMessages(log);
  const store = own(new RunStore(log));
  const firstPoints = new FirstPointTimes(log);

  const dashboards: Dashboards = own(
    new Dashboards({
      context,
      store,
      log,
      onRequest: (folder, request) => {
        const command = {
          stop: commands.stop,
          pause: commands.pause,
          'set-learning-rate': commands.setLearningRate,
          reproduce: commands.reproduceRun,
          resume: commands.resume,
          'open-config': commands.openRunConfig,
          'reveal-folder': commands.revealRunFolder,
        }[request];
        void vscode.commands.executeCommand(command, folder);
      },
    }),
  );
  const comparison = own(new Comparison({ context, store, log, messages }));
  own(dashboards.onDidPaintFirstPoint((folder) => firstPoints.painted(folder)));

  const trainings = own(
    new Trainings({
      store,
      memory: context.workspaceState,
      script: join(context.extensionPath, 'dist', 'trainer.js'),
      nativeRoot: nativeRootOf(context),
      onStarting: ({ name, requestedMs, isQuiet }, folder) => {
        firstPoints.start(folder, requestedMs);
        if (isQuiet !== true) void messages.attempt(() => dashboards.open({ folder, name, beside: true }));
        explainWindowClose(messages, context.globalState);
      },
      onCancelled: ({ resumeFolder }, folder) => {
        if (resumeFolder === undefined) dashboards.close(folder);
      },
      onFailedToStart: ({ name, resumeFolder }, folder, error) => {
        if (resumeFolder === undefined) dashboards.showGone(folder, error.message);
        messages.error(vscode.l10n.t('{0} can’t be trained: {1}', name, error.message));
      },
    }),
  );
  own(store.onDidEnd((run) => announceEnd(messages, run, dashboards.openFolders().includes(run.folder))));

  own(new RunsTree(store, trainings));
  own(new TrainingStatus(store));

  const forms = own(new FormEditors(context.extensionUri, log, messages));

  const processes = own(new ServiceProcesses(context, log));
  const descriptions = own(new ModelDescriptions(processes, log));
  own(new LayerInlayHints(descriptions));
  const diagrams = own(new Diagrams({ context, log, messages, descriptions }));
  const services: HostServices = {
    context,
    log,
    messages,
    store,
    trainings,
    dashboards,
    comparison,
    processes,
    diagrams,
    models: own(new ModelChoice({ context, messages, store })),
  };
  own(registerCommands(services));
  const { decodeCommands, api } = registerDecoding(services, own(new Disposables()));
  own(new DataFiles(services));
  own(new CostLenses(services));
  // Of lenses in one line, those of the newest provider come first.
  own(registerConfigLanguage({ log, store, trainings }));
  const modelTests = own(new ModelTests(services));
  const languageTools = own(new LanguageTools(services));
  own(restoreQueueWhenTrusted(services));
  own(tellOfMovedConfigs(services));

  const activationMs = performance.now() - startedMs;
  log.debug(`Activated in ${activationMs.toFixed(1)} ms`);
  // Set by the runner of the integration tests alone.
  return process.env['S2S_GROUP'] !== undefined
    ? { ...services, ...api, activationMs, firstPoints, decodeCommands, forms, modelTests, languageTools }
    : api;
}
