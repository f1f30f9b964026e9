import { basename } from 'node:path';
import * as vscode from 'vscode';
import { z } from 'zod';
import { runGroupSchema } from '../../runs/manifest';
import type { HostServices } from '../hostServices';
import { checkConfig } from '../language/checkConfig';
import { currentText } from '../language/configFile';
import { isActive } from './run';
import type { StoredTraining } from './trainingQueue';

const storedSchema = z.object({
  configFile: z.string(),
  name: z.string(),
  configText: z.string().optional(),
  root: z.string(),
  resumeFolder: z.string().optional(),
  reproduces: z.string().optional(),
  group: runGroupSchema.optional(),
});

/** Trainings that waited when the window closed wait again, in their order; those that no longer can be are named. */
export async function restoreQueue({ trainings, store, messages }: HostServices): Promise<void> {
  await store.firstScan;
  const stored = trainings.stored().flatMap((value) => storedSchema.safeParse(value).data ?? []);
  const refused: string[] = [];
  const restored: string[] = [];
  for (const entry of stored) {
    const training: StoredTraining = { configText: undefined, resumeFolder: undefined, ...entry };
    const problem = await problemOf(training, (folder) => {
      const run = store.get(folder);
      return run !== undefined && !isActive(run);
    });
    if (problem !== undefined) refused.push(`${basename(training.configFile)}: ${problem}`);
    else if (trainings.ofConfig(training.configFile) === undefined || isApart(training)) {
      if (!restored.includes(training.name)) restored.push(training.name);
      void trainings.start({ ...training, requestedMs: performance.now(), isQuiet: true });
    }
  }
  trainings.forgetStored();
  if (restored.length > 0)
    messages.info(
      vscode.l10n.t('Trainings that waited when the window closed go on: {0}.', restored.join(', ')),
      {
        title: vscode.l10n.t('Clear Queue'),
        run: () => trainings.clearQueue(),
      },
    );
  if (refused.length > 0)
    messages.warn(
      vscode.l10n.t('Some trainings that waited can no longer be trained. {0}', refused.join(' · ')),
    );
}

/** Whether it may be trained while its config is. */
const isApart = ({ reproduces, group }: StoredTraining): boolean =>
  reproduces !== undefined || group !== undefined;

/** Why a training can't begin any more, in words; undefined: it can. */
async function problemOf(
  { configFile, configText, resumeFolder, reproduces }: StoredTraining,
  hasEndedRun: (folder: string) => boolean,
): Promise<string | undefined> {
  const needed = resumeFolder ?? reproduces;
  if (needed !== undefined)
    return hasEndedRun(needed)
      ? undefined
      : vscode.l10n.t('the run {0} is gone, or is being trained already', basename(needed));
  const uri = vscode.Uri.file(configFile);
  let text: string;
  try {
    text = configText ?? (await currentText(uri));
  } catch {
    return vscode.l10n.t('the config was renamed or deleted');
  }
  const { config, diagnostics } = await checkConfig(uri, text);
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error !== undefined) return vscode.l10n.t('line {0}: {1}', error.line, error.message);
  return config === undefined ? vscode.l10n.t('it is no config any more') : undefined;
}
