import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { CostEstimate } from '../../protocol/modelling';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { readSetting } from '../settings';
import { costDetails, costTitle } from './costText';

export interface EstimatedCost {
  readonly cost: CostEstimate;
  readonly title: string;
  readonly details: string;
}

export interface ConfigToEstimate {
  readonly uri: vscode.Uri;
  /** As it would be trained. */
  readonly text: string;
}

/** What is over sooner needs no progress. */
const quickMs = 1000;

/**
 * Runs a few batches of a config in a process of their own, which ends with the answer: hints that another process gives are
 * never kept waiting. Undefined when it was refused or cancelled.
 * @throws Error with a sentence for people
 */
export async function estimateConfigCost(
  { messages, processes }: HostServices,
  { uri, text }: ConfigToEstimate,
): Promise<EstimatedCost | undefined> {
  if (!requireTrust(messages)) return undefined;
  const abort = new AbortController();
  const modelling = await processes.ownModelling();
  const threads = readSetting('s2s.engine.threads', uri);
  const question = {
    configFile: uri.fsPath,
    configText: text,
    engine: readSetting('s2s.engine.name', uri),
    ...(threads === 0 ? {} : { threads }),
  };
  const answer = modelling.estimateCost(question, abort.signal).finally(() => modelling.kill());
  const settled = answer.then(
    () => undefined,
    () => undefined,
  );
  const isQuick = await Promise.race([settled.then(() => true), sleep(quickMs, false)]);
  if (!isQuick) await showProgress(uri, settled, abort);
  try {
    const cost = await answer;
    return { cost, title: costTitle(cost, vscode), details: costDetails(cost, vscode) };
  } catch (error) {
    if (abort.signal.aborted) return undefined;
    throw error;
  }
}

async function showProgress(uri: vscode.Uri, settled: Promise<void>, abort: AbortController): Promise<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Running a few batches of {0}', basename(uri.path)),
    cancellable: true,
  };
  await vscode.window.withProgress(options, (_, token) => {
    token.onCancellationRequested(() => abort.abort());
    return settled;
  });
}
