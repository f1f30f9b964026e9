import { hasErrors } from '../core/config/parseConfig';
import type { SerializedCodecs } from '../core/text/textCodec';
import type { Checkpoint } from '../core/train/checkpoint';
import { trainingLimits } from '../core/train/trainingLimits';
import type { RunManifest } from '../runs/manifest';
import { observeStatus } from '../runs/processIdentity';
import { RunFolderError } from '../runs/runFolderError';
import { RunReader } from '../runs/runReader';
import { checkConfig } from './checkConfig';
import type { CheckedConfig, ConfigSource, UsableConfig } from './checkConfig';
import { ConfigError } from './configError';
import type { EngineRequest } from './openEngine';
import { resumedConfig } from './resumedConfig';

/** What a run folder says about going on with it. */
export interface ResumedRun {
  readonly recorded: RunManifest;
  readonly usable: UsableConfig;
  readonly codecs: SerializedCodecs;
  /** Undefined: the run ended before its first checkpoint, and begins anew. */
  readonly checkpoint: Checkpoint | undefined;
  readonly warnings: readonly string[];
  /** The engine and threads of before, to take where nothing else is asked for. */
  readonly engine: Pick<EngineRequest, 'preferred' | 'threads'>;
}

/**
 * Reads a run to go on with.
 * @throws RunFolderError when it can't be gone on with: damaged, newer, running, or already at its end
 * @throws ConfigError when the data it needs can't be used
 */
export async function readResumedRun(request: ConfigSource & { runFolder: string }): Promise<ResumedRun> {
  const reader = new RunReader(request.runFolder);
  const recorded = await reader.readManifest();
  await refuseRunning(recorded, request.runFolder);
  const [recordedConfig, codecs] = await Promise.all([reader.readConfig(), reader.readCodecs()]);
  // What reproduces a run or is a variant is trained with the config of its own, whatever the file says by now.
  const { checked, warnings } =
    recorded.reproduces === undefined && recorded.group === undefined
      ? await checkQuietly(request)
      : { checked: undefined, warnings: [] };
  const { config, ignored } = resumedConfig(recordedConfig, checked?.config);
  const usable = await requireData({ configFile: request.configFile, configText: JSON.stringify(config) });
  const last = await readLast(reader);
  refuseComplete(recorded, last.checkpoint, usable, request.runFolder);
  return {
    recorded,
    usable,
    codecs,
    checkpoint: last.checkpoint,
    warnings: [...warnings, ...last.warnings, ...ignoredKeys(ignored)],
    engine: { preferred: recorded.engine.name, threads: recorded.engine.threads },
  };
}

/** Whatever makes the rest of the training differ from what it would have been. `now`: as the run goes on. */
export function resumeWarnings({ recorded, warnings }: ResumedRun, now: RunManifest): string[] {
  const found = [...warnings];
  const before = describeEngine(recorded);
  const after = describeEngine(now);
  if (before !== after)
    found.push(
      `So far this run was computed by ${before}, from here on by ${after}: its numbers will differ in their last digits from those of a run without the change.`,
    );
  for (const [split, { sha256, source }] of Object.entries(now.data)) {
    const earlier = recorded.data[split];
    if (earlier !== undefined && earlier.sha256 !== sha256)
      found.push(
        `data.${split} (${source}) has changed since this run began: training goes on with the new pairs and the old vocabulary.`,
      );
  }
  return found;
}

function describeEngine({ engine: { name, version, threads } }: RunManifest): string {
  return `${name} (${version}, ${threads} ${threads === 1 ? 'thread' : 'threads'})`;
}

async function refuseRunning(recorded: RunManifest, runFolder: string): Promise<void> {
  const status = await observeStatus(recorded);
  if (status !== 'running' && status !== 'preparing') return;
  throw new RunFolderError(
    runFolder,
    `this run is being trained right now (process ${recorded.process?.pid ?? 'unknown'})`,
    'Wait for it or stop it first.',
  );
}

/** The file may have been edited, broken or deleted since: the run has its own copy, so none of that is an error. */
async function checkQuietly(
  source: ConfigSource,
): Promise<{ checked: CheckedConfig | undefined; warnings: string[] }> {
  try {
    const checked = await checkConfig(source);
    if (checked.config !== undefined) return { checked, warnings: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
  }
  const message = `${source.configFile} can't be used as it is now: going on with the config that the run has kept.`;
  return { checked: undefined, warnings: [message] };
}

/** Checks the run's config with its data; places in it mean nothing to anybody, so errors come without. */
export async function requireData(source: ConfigSource): Promise<UsableConfig> {
  const { config, diagnostics, configFile, text } = await checkConfig(source);
  if (config === undefined || hasErrors(diagnostics)) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    throw new ConfigError(configFile, errors.map(({ message }) => message).join('\n'), diagnostics);
  }
  return { config, configFile, text, diagnostics: [] };
}

async function readLast(
  reader: RunReader,
): Promise<{ checkpoint: Checkpoint | undefined; warnings: string[] }> {
  if ((await reader.readPointer('last')) === undefined)
    return {
      checkpoint: undefined,
      warnings: ['This run ended before its first checkpoint: it begins again from the start.'],
    };
  const { value, warning } = await reader.readCheckpoint('last');
  return { checkpoint: value, warnings: warning === undefined ? [] : [warning] };
}

function refuseComplete(
  { stepsPerEpoch }: RunManifest,
  checkpoint: Checkpoint | undefined,
  { config }: UsableConfig,
  runFolder: string,
): void {
  if (checkpoint === undefined || stepsPerEpoch === 0) return;
  const { steps, reason } = trainingLimits(config.training, stepsPerEpoch);
  const { step: done, lastValidationStep } = checkpoint.loop;
  // Stopped during its last validation, a run still has that to do.
  if (done < steps || lastValidationStep !== done) return;
  throw new RunFolderError(
    runFolder,
    `this run has done its ${done} steps; the config asks for ${steps}`,
    `To go on, raise training.${reason} in the config (on the command line: --updates ${2 * done}).`,
  );
}

function ignoredKeys(ignored: readonly string[]): string[] {
  if (ignored.length === 0) return [];
  return [
    `The config has changed since this run began (${ignored.join(', ')}). A resumed run goes on as it began; start a new one to use the new values.`,
  ];
}
