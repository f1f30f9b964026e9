import type { RunItemState } from '../../contributions';
import type { FromTrainer } from '../../protocol/trainer';
import type { MetricLine, ObservedStatus, RunManifest } from '../../runs/manifest';
import type { CrashExplanation } from './explainExit';

export type TrainPhase = Extract<FromTrainer, { type: 'phase' }>['phase'];
export type PhaseProgress = Extract<FromTrainer, { type: 'phase' }>['progress'];

/** A run as this window knows it: what its folder says, and what its trainer has said since. Replaced, never changed. */
export interface Run {
  readonly folder: string;
  /** Path of the workspace folder whose `.s2s` holds it. */
  readonly root: string;
  readonly id: string;
  readonly manifest: RunManifest;
  readonly status: ObservedStatus;
  readonly phase: TrainPhase | undefined;
  readonly phaseProgress?: PhaseProgress | undefined;
  /** The newest point of the training curve, if one came while this window was watching. */
  readonly latest: MetricLine | undefined;
  /** Warnings of the trainer, newest last. */
  readonly notices: readonly string[];
  readonly crash: CrashExplanation | undefined;
}

/** A run folder whose manifest can't be used. */
export interface UnreadableRun {
  readonly folder: string;
  readonly root: string;
  readonly id: string;
  readonly message: string;
}

const keptNotices = 20;

export const isActive = ({ status }: Pick<Run, 'status'>): boolean =>
  status === 'preparing' || status === 'running';

/** Whether its training waits, alive, for somebody to let it go on. */
export const isPaused = ({ status, manifest }: Pick<Run, 'status' | 'manifest'>): boolean =>
  isActive({ status }) && manifest.pausedAt !== undefined;

/** How it stands, as lists and menus tell it. */
export const itemState = (run: Run): RunItemState => (isPaused(run) ? 'paused' : run.status);

/** Whether it can go on from its last checkpoint. */
export const isResumable = ({ status }: Pick<Run, 'status'>): boolean =>
  status === 'stopped' || status === 'crashed' || status === 'failed';

/** Whether a state of the Runs view belongs to a training that is waiting or under way. */
export const isActiveState = (state: RunItemState): boolean =>
  state === 'queued' || state === 'preparing' || state === 'running' || state === 'paused';

/** The run after its trainer said something. */
export function withMessage(run: Run, message: FromTrainer): Run {
  switch (message.type) {
    case 'manifest':
      return { ...run, manifest: message.manifest, status: message.manifest.status };
    case 'phase':
      return { ...run, phase: message.phase, phaseProgress: message.progress };
    case 'metrics':
      return { ...run, latest: message.point };
    case 'warning':
      return { ...run, notices: [...run.notices, message.message].slice(-keptNotices) };
    case 'validation':
    case 'checkpoint':
    case 'change':
    case 'refused':
    case 'pong':
      return run;
  }
}

/** Where the training is: the newest point when it is ahead of the manifest, which is written less often. */
export function progress({ manifest, latest }: Pick<Run, 'manifest' | 'latest'>): {
  readonly step: number;
  readonly epoch: number;
  readonly elapsedMs: number;
} {
  return latest !== undefined && latest.step >= manifest.step ? latest : manifest;
}

/** So few say little of how long the others take: the first one is slow. */
const fewSteps = 10;

/** How long the rest of a training takes when its steps go on to take what they took so far. */
export function remainingMs(
  { step, elapsedMs }: { readonly step: number; readonly elapsedMs: number },
  totalSteps: number | undefined,
): number | undefined {
  if (totalSteps === undefined || step < fewSteps) return undefined;
  return (elapsedMs / step) * Math.max(0, totalSteps - step);
}
