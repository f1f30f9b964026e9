import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ConfigValue } from '../../protocol/compare';
import { readJsonFile } from '../../runs/readManifest';
import { runFiles } from '../../runs/runFiles';
import type { RunNotes } from '../../runs/runNotes';
import { momentText } from '../numberText';
import { reproductionOf } from '../runs/reproductionOf';
import type { Run } from '../runs/run';
import { configDifference, predecessorOf } from './configDifference';
import type { ChangedKey } from './configDifference';
import { escapedMarkdown } from './escapedMarkdown';
import { runTooltip } from './runTooltip';

const mostKeys = 12;

/**
 * What there is to know of a run: how it stands, its note, and what its config has been changed in since the run before it.
 * @param runs all runs, newest first
 * @param warn is told of a config that can't be read
 */
export async function fullRunTooltip(
  run: Run,
  runs: readonly Run[],
  { star, note }: RunNotes,
  warn: (text: string) => void,
): Promise<vscode.MarkdownString> {
  const text = runTooltip(run, reproductionOf(run, runs));
  if (star || note !== '')
    text.appendMarkdown(`\n\n---\n\n${[...(star ? ['★'] : []), escapedMarkdown(note)].join(' ')}`);
  const before = predecessorOf(run, runs);
  if (before === undefined) return text;
  const read = ({ folder }: Run): Promise<unknown> => readJsonFile(join(folder, runFiles.config), '');
  try {
    const changed = configDifference(await read(before), await read(run));
    text.appendMarkdown(`\n\n---\n\n${differenceMarkdown(changed, before)}`);
  } catch (error) {
    warn(error instanceof Error ? error.message : String(error));
  }
  return text;
}

function differenceMarkdown(changed: readonly ChangedKey[], { manifest }: Run): string {
  const begun = momentText(manifest.createdAt, vscode.env.language, 'medium');
  if (changed.length === 0)
    return escapedMarkdown(vscode.l10n.t('The config is the same as that of the run before it, {0}.', begun));
  const title = escapedMarkdown(vscode.l10n.t('Changed in the config since the run before it, {0}:', begun));
  const lines = changed
    .slice(0, mostKeys)
    .map(
      ({ key, before, now }) =>
        `- ${escapedMarkdown(key)}: ${escapedMarkdown(valueText(before))} → **${escapedMarkdown(valueText(now))}**`,
    );
  const left = changed.length - mostKeys;
  const more = left > 0 ? [`- ${escapedMarkdown(vscode.l10n.t('and {0} more', left))}`] : [];
  return [`${title}\n`, ...lines, ...more].join('\n');
}

const valueText = (value: ConfigValue | undefined): string =>
  value === undefined ? vscode.l10n.t('not set') : String(value);
