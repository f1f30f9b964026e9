import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { chooseRun } from './chooseRun';
import { foldersOfArguments } from './runsOfArguments';

/** Asks for the note of a run, unless `given` is one. Returns what it is now; undefined when nothing was changed. */
export async function editNote(
  services: HostServices,
  argument: unknown,
  given: string | undefined,
): Promise<string | undefined> {
  const { messages, notes } = services;
  if (!requireTrust(messages)) return undefined;
  const [folder] = foldersOfArguments(services, argument, undefined);
  const run = await chooseRun(services, {
    argument: folder,
    accepts: () => true,
    placeholder: vscode.l10n.t('Of which run?'),
    noneText: vscode.l10n.t('There is no run yet: train a model first.'),
  });
  if (run === undefined) return undefined;
  const note = given ?? (await ask(run.manifest.name, notes.of(run.folder).note));
  if (note === undefined) return undefined;
  await notes.change(run.folder, { note: note.trim() });
  return note.trim();
}

const ask = (name: string, value: string): Thenable<string | undefined> =>
  vscode.window.showInputBox({
    title: vscode.l10n.t('Note on a run of {0}', name),
    prompt: vscode.l10n.t('What was tried, and what came of it. Empty: no note.'),
    value,
  });
