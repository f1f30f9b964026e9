import type { LogOutputChannel } from 'vscode';
import { Disposables } from '../disposables';
import type { RunStore } from '../runs/runStore';
import type { Trainings } from '../runs/trainings';
import { ConfigCodeActions } from './configCodeActions';
import { ConfigCodeLenses } from './configCodeLenses';
import { ConfigDiagnostics } from './configDiagnostics';
import { DataFileCompletion } from './dataFileCompletion';
import { DataFileLinks } from './dataFileLinks';

interface Options {
  readonly log: LogOutputChannel;
  readonly store: RunStore;
  readonly trainings: Trainings;
}

/** What the text editor knows of configs, beside what VS Code's own JSON support makes of their schema. */
export function registerConfigLanguage({ log, store, trainings }: Options): Disposables {
  const disposables = new Disposables();
  const diagnostics = disposables.add(new ConfigDiagnostics(log));
  disposables.add(new ConfigCodeActions(diagnostics));
  disposables.add(new DataFileCompletion());
  disposables.add(new DataFileLinks());
  disposables.add(new ConfigCodeLenses(store, trainings));
  return disposables;
}
