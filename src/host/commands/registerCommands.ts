import * as vscode from 'vscode';
import { commands, walkthrough } from '../../contributions';
import type { CommandId } from '../../contributions';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import { configsOf } from '../language/configFile';
import { noFilter } from '../views/runFilter';
import type { NewExperimentRequest } from './newExperiment';

type Handler = (argument: unknown, second: unknown) => unknown;

/** The commands about runs and configs. Each one's code is loaded when it is first used. */
export function registerCommands(services: HostServices): Disposables {
  const { messages, store, log } = services;
  const handlers: Partial<Record<CommandId, Handler>> = {
    [commands.train]: async (argument, selected) =>
      // The explorer passes on what is selected besides.
      configsOf(selected).length > 1
        ? (await import('./trainAll')).trainAll(services, argument, selected)
        : (await import('./trainModel')).trainModel(services, argument),
    [commands.trainAll]: async (argument, selected) =>
      (await import('./trainAll')).trainAll(services, argument, selected),
    [commands.runSweep]: async (argument, options) =>
      (await import('../variants/runVariants')).runVariants(services, 'sweep', argument, {
        confirmed: isConfirmed(options),
      }),
    [commands.runLadder]: async (argument, options) =>
      (await import('../variants/runVariants')).runVariants(services, 'ladder', argument, {
        confirmed: isConfirmed(options),
      }),
    [commands.stopGroup]: async (argument) =>
      (await import('../variants/stopGroup')).stopGroup(services, argument),
    [commands.compareGroup]: async (argument) =>
      (await import('../variants/compareGroup')).compareGroup(services, argument),
    [commands.moveUpInQueue]: async (argument) =>
      (await import('./changeQueue')).moveUpInQueue(services, argument),
    [commands.removeFromQueue]: async (argument) =>
      (await import('./changeQueue')).removeFromQueue(services, argument),
    [commands.pause]: async (argument) => (await import('./pauseTraining')).pauseTraining(services, argument),
    [commands.setLearningRate]: async (argument, options) =>
      (await import('./setLearningRate')).setLearningRate(services, argument, rateOf(options)),
    [commands.reproduceRun]: async (argument) =>
      (await import('./reproduceRun')).reproduceRun(services, argument),
    [commands.stop]: async (argument) => (await import('./stopTraining')).stopTraining(services, argument),
    [commands.resume]: async (argument) =>
      (await import('./resumeTraining')).resumeTraining(services, argument),
    [commands.deleteRun]: async (argument, second) =>
      (await import('./deleteRun')).deleteRun(services, argument, second, isConfirmed(second)),
    [commands.starRun]: async (argument, selected) =>
      (await import('./starRuns')).starRuns(services, argument, selected, true),
    [commands.unstarRun]: async (argument, selected) =>
      (await import('./starRuns')).starRuns(services, argument, selected, false),
    [commands.editNote]: async (argument, options) =>
      (await import('./editNote')).editNote(services, argument, noteOf(options)),
    [commands.filterRuns]: async () => (await import('./filterRuns')).filterRuns(services),
    [commands.showOnlyConfig]: async (argument) =>
      (await import('./filterRuns')).showOnlyConfig(services, argument),
    [commands.clearRunFilter]: () => services.listing.setFilter(noFilter),
    [commands.sortRuns]: async (order) => (await import('./filterRuns')).sortRuns(services, order),
    [commands.compareRuns]: async (argument, selected) =>
      (await import('./compareRuns')).compareRuns(services, argument, selected),
    [commands.compareWith]: async (argument) =>
      (await import('./compareRuns')).compareWith(services, argument),
    [commands.showTrainings]: async () => (await import('./showTrainings')).showTrainings(services),
    [commands.openDashboard]: async (argument, options) =>
      (await import('./openDashboard')).openDashboard(services, argument, { isPreview: isPreview(options) }),
    [commands.openAttention]: async (argument) =>
      (await import('./openDashboard')).openDashboard(services, argument, { part: 'attention' }),
    [commands.openDiagram]: (argument) =>
      services.diagrams.open(argument instanceof vscode.Uri ? argument : undefined),
    [commands.newExperiment]: async (request) =>
      (await import('./newExperiment')).newExperiment(services, request as NewExperimentRequest | undefined),
    [commands.openRunConfig]: async (argument) =>
      (await import('./openRunFiles')).openRunConfig(services, argument),
    [commands.revealRunFolder]: async (argument) =>
      (await import('./openRunFiles')).revealRunFolder(argument),
    [commands.openRunLog]: async (argument) =>
      (await import('./openRunFiles')).openRunLog(services, argument),
    [commands.installNative]: async (_, options) =>
      (await import('../native/installNative')).installNative(services, isConfirmed(options)),
    [commands.removeNative]: async (_, options) =>
      (await import('../native/removeNative')).removeNative(services, isConfirmed(options)),
    [commands.refreshRuns]: () => store.refreshAll(),
    [commands.openWalkthrough]: () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthrough, false),
    [commands.showLog]: () => log.show(),
  };
  const registrations = new Disposables();
  for (const [id, handler] of Object.entries(handlers))
    registrations.add(
      vscode.commands.registerCommand(id, (argument: unknown, second: unknown) =>
        messages.attempt(() => handler(argument, second)),
      ),
    );
  return registrations;
}

const rateOf = (options: unknown): number | undefined =>
  typeof options === 'object' && options !== null && 'learningRate' in options
    ? Number(options.learningRate)
    : undefined;

const noteOf = (options: unknown): string | undefined =>
  typeof options === 'object' && options !== null && 'note' in options ? String(options.note) : undefined;

const isPreview = (options: unknown): boolean => isSet(options, 'isPreview');
const isConfirmed = (options: unknown): boolean => isSet(options, 'confirmed');

const isSet = (options: unknown, name: string): boolean =>
  typeof options === 'object' && options !== null && Reflect.get(options, name) === true;
