import type { Engine } from '../step/engine';
import type { Checkpoint } from './checkpoint';
import type { TrainingParts } from './trainingParts';
import type { TrainingRequests } from './trainingRequests';

/** All that a training needs. What is outside the core (time, events, the wish to stop) comes in as functions. */
export interface TrainingRun extends TrainingParts {
  /** Its variables become the model's parameters and the optimizer's slots; whoever made it disposes it. */
  readonly engine: Engine;
  /** Where to go on; undefined: from the beginning. */
  readonly checkpoint?: Checkpoint | undefined;
  /** Reads a checkpoint that this training, or the one it resumes, has made at `step`; for `average_last_checkpoints`. */
  readonly readCheckpoint?: ((step: number) => Promise<Checkpoint>) | undefined;
  /** Asked after every step; once it says yes, the loop makes a checkpoint and ends. */
  readonly stopRequested: () => boolean;
  /** Undefined: nobody asks for anything but the end. */
  readonly requests?: TrainingRequests | undefined;
  /** Ends as if asked to after this step, with the validation that is due there: where another run was stopped. */
  readonly stopAfterStep?: number | undefined;
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** Lets other events of the process happen; steps themselves block. */
  readonly yieldToEventLoop: () => Promise<void>;
}
