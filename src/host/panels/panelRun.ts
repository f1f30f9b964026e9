import type { PanelBadge, PanelRun } from '../../protocol/panel';
import { isActive, isPaused, progress, remainingMs } from '../runs/run';
import type { Run } from '../runs/run';

/** What the dashboard's header shows of a run. `message`: why it ended, in words, if there is something to say. */
export function panelRun(run: Run, message: string | undefined, badge?: PanelBadge): PanelRun {
  const { manifest, status, phase, phaseProgress, latest, notices } = run;
  const { step, epoch, elapsedMs } = progress(run);
  return {
    id: run.id,
    name: manifest.name,
    configFile: manifest.configFile,
    status,
    isPaused: isPaused(run),
    badge,
    phase: isActive(run) ? phase : undefined,
    phaseProgress: isActive(run) ? phaseProgress : undefined,
    engine: manifest.engine,
    parameterCount: manifest.parameterCount,
    step,
    epoch,
    totalSteps: manifest.totalSteps,
    elapsedMs,
    remainingMs: isActive(run) ? remainingMs(progress(run), run.manifest.totalSteps) : undefined,
    tokensPerSecond: isActive(run) && !isPaused(run) ? latest?.tokensPerSecond : undefined,
    best: manifest.best,
    message,
    notices,
    seed: manifest.seed,
    createdAt: manifest.createdAt,
  };
}
