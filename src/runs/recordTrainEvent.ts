import type { MetricName } from '../core/config/schema';
import type { TrainEvent } from '../core/train/events';
import { withLearningRateChange } from '../core/train/learningRateChange';
import { metricValue } from '../core/train/metricValue';
import type { ManifestChange, RunWriter } from './runWriter';

/**
 * Writes what an event of the training loop changes in the run folder; on disk before this resolves, so that whoever is
 * told of the event afterwards finds it there. `metric` picks the best checkpoint.
 */
export async function recordTrainEvent(
  writer: RunWriter,
  event: TrainEvent,
  metric: MetricName,
): Promise<void> {
  switch (event.type) {
    case 'started': {
      const { step, totalSteps, stepsPerEpoch, parameterCount } = event;
      await writer.update({ status: 'running', step, totalSteps, stepsPerEpoch, parameterCount });
      return;
    }
    case 'metrics': {
      const { step, epoch, elapsedMs } = event.point;
      await writer.appendMetrics({ kind: 'train', ...event.point });
      await writer.note({ step, epoch, elapsedMs });
      return;
    }
    case 'validation': {
      const { point, samples, attention, machines } = event;
      const { step, epoch, elapsedMs } = point;
      if (attention.length > 0) await writer.writeSnapshot(step, attention, machines);
      await writer.appendSamples({ step, samples: samples.map(mutable) });
      await writer.appendMetrics({ kind: 'dev', ...point });
      const best = point.best ? { best: { metric, value: metricValue(point, metric), step } } : {};
      await writer.update({ step, epoch, elapsedMs, ...best });
      return;
    }
    case 'change':
      await writer.appendMetrics({ kind: 'change', ...event.point });
      await writer.update(changeOfManifest(writer, event.point));
      return;
    case 'checkpoint':
      await writer.writeCheckpoint(event.checkpoint, event.best);
      return;
    case 'finished': {
      const { reason, step, epoch, elapsedMs, message } = event;
      await writer.note({ step, epoch, elapsedMs });
      await writer.finish(statusOf(reason), { stopReason: reason, message });
      return;
    }
    case 'phase':
    case 'warning':
      return;
  }
}

function changeOfManifest({ manifest }: RunWriter, point: ChangeEvent['point']): ManifestChange {
  const { step, epoch, elapsedMs } = point;
  switch (point.change) {
    case 'learning-rate': {
      const { learningRate, scheduled } = point;
      const change = { step, learningRate, scheduled };
      return { learningRateChanges: withLearningRateChange(manifest.learningRateChanges, change) };
    }
    case 'paused':
      return { step, epoch, elapsedMs, pausedAt: new Date().toISOString() };
    case 'continued':
      return { pausedAt: undefined };
  }
}

type ChangeEvent = Extract<TrainEvent, { type: 'change' }>;
type FinishedEvent = Extract<TrainEvent, { type: 'finished' }>;
type ProbeSample = Extract<TrainEvent, { type: 'validation' }>['samples'][number];

function statusOf(reason: FinishedEvent['reason']): 'finished' | 'stopped' | 'failed' {
  if (reason === 'diverged') return 'failed';
  return reason === 'stopped' ? 'stopped' : 'finished';
}

const mutable = (sample: ProbeSample) => ({
  ...sample,
  sourceTokens: [...sample.sourceTokens],
  hypothesisTokens: [...sample.hypothesisTokens],
});
