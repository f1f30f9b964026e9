/** What somebody who watches a training may ask of it, beside its end. The loop looks between its steps. */
export interface TrainingRequests {
  readonly pauseRequested: () => boolean;
  /**
   * The learning rate to go on with after so many steps, given once; undefined: as before. Asked after every step and,
   * while the training is paused, whenever `whenAsked` resolves.
   */
  readonly takeLearningRate: (step: number) => number | undefined;
  /** Resolves once something was asked for since it last resolved: an end of the pause, another rate, a stop. */
  readonly whenAsked: () => Promise<void>;
}
