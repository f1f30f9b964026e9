import type { LearningRateChange } from '../core/train/learningRateChange';
import type { TrainingRequests } from '../core/train/trainingRequests';
import type { TrainingRequestMessage } from './eventServer';

/** What has been asked of a training by whoever watches it, for its loop to find between two steps. */
export class TrainingControl implements TrainingRequests {
  private stopping = false;
  private pausing = false;
  private learningRate: number | undefined;
  private isNews = false;
  private wake: (() => void) | undefined;
  private problem: Error | undefined;
  /** Of what is to be set again, everything up to this step has been. */
  private replayedStep = -1;

  /** @param replayed learning rates to be set again, each after the step that it was once set after */
  constructor(private readonly replayed: readonly LearningRateChange[] = []) {}

  ask(request: TrainingRequestMessage): void {
    switch (request.type) {
      case 'stop':
        this.stopping = true;
        break;
      case 'pause':
        this.pausing = true;
        break;
      case 'continue':
        this.pausing = false;
        break;
      case 'set-learning-rate':
        this.learningRate = request.learningRate;
    }
    this.tellNews();
  }

  /** Ends a training that waits, since it can't go on. */
  abandon(problem: Error): void {
    this.problem = problem;
    this.tellNews();
  }

  readonly stopRequested = (): boolean => this.stopping;
  readonly pauseRequested = (): boolean => this.pausing;

  readonly takeLearningRate = (step: number): number | undefined => {
    const wanted = this.learningRate ?? this.replayedAt(step);
    this.learningRate = undefined;
    this.replayedStep = step;
    return wanted;
  };

  private replayedAt(step: number): number | undefined {
    if (step <= this.replayedStep) return undefined;
    return this.replayed.find((change) => change.step === step)?.learningRate;
  }

  private tellNews(): void {
    if (this.wake === undefined) this.isNews = true;
    this.wake?.();
    this.wake = undefined;
  }

  /** One waits at a time. @throws what the training was abandoned for */
  readonly whenAsked = async (): Promise<void> => {
    if (!this.isNews)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    this.isNews = false;
    if (this.problem !== undefined) throw this.problem;
  };
}
