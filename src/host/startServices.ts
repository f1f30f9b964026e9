import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../contributions';
import { Comparison } from './compare/comparison';
import { ModelChoice } from './decode/modelChoice';
import { Diagrams } from './diagram/diagrams';
import type { Disposables } from './disposables';
import { FirstPointTimes } from './firstPointTimes';
import type { HostServices } from './hostServices';
import { ModelDescriptions } from './language/modelDescriptions';
import { nativeRootOf } from './native/nativeRoot';
import { Dashboards } from './panels/dashboards';
import { ServiceProcesses } from './processes/serviceProcesses';
import { announceEnd, explainWindowClose } from './runs/runMessages';
import { NotedRuns } from './runs/notedRuns';
import { RunStore } from './runs/runStore';
import { Trainings } from './runs/trainings';
import { UserMessages } from './userMessages';
import { waitingVariants } from './variants/waitingVariants';
import { RunListing } from './views/runListing';

/**
 * Builds what features share and ties it together.
 * @param owned ends it
 */
export function startServices(context: vscode.ExtensionContext, owned: Disposables): HostServices {
  const log = owned.add(vscode.window.createOutputChannel('Seq2Seq Lab', { log: true }));
  const messages = new UserMessages(log);
  const store = owned.add(new RunStore(log));
  const notes = owned.add(new NotedRuns(store, log));
  const listing = owned.add(new RunListing({ store, notes, memory: context.workspaceState }));
  const firstPoints = new FirstPointTimes(log);

  const dashboards: Dashboards = owned.add(
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
  owned.add(dashboards.onDidPaintFirstPoint(({ folder }) => firstPoints.painted(folder)));

  const trainings = owned.add(
    new Trainings({
      store,
      memory: context.workspaceState,
      script: join(context.extensionPath, 'dist', 'trainer.js'),
      nativeRoot: nativeRootOf(context),
      onStarting: ({ name, requestedMs, isQuiet }, folder) => {
        firstPoints.start(folder, requestedMs);
        if (isQuiet !== true)
          void messages.attempt(() => dashboards.open({ folder, name, beside: true, preserveFocus: true }));
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
  const comparison = owned.add(
    new Comparison({
      context,
      store,
      notes,
      log,
      messages,
      waiting: () => waitingVariants(trainings.allPending()),
      onDidChangeWaiting: trainings.onDidChange,
    }),
  );
  owned.add(
    store.onDidEnd(async (run) => {
      const { group } = run.manifest;
      announceEnd(messages, run, group !== undefined || dashboards.openFolders().includes(run.folder));
      if (group === undefined) return;
      const { announceGroupEnd } = await import('./variants/announceGroupEnd');
      announceGroupEnd({ messages, store, trainings }, run);
    }),
  );

  const processes = owned.add(new ServiceProcesses(context, log));
  const descriptions = owned.add(new ModelDescriptions(processes, log));
  return {
    context,
    log,
    messages,
    store,
    notes,
    listing,
    trainings,
    dashboards,
    comparison,
    processes,
    descriptions,
    diagrams: owned.add(new Diagrams({ context, log, messages, descriptions })),
    models: owned.add(new ModelChoice({ context, messages, store })),
    firstPoints,
  };
}
