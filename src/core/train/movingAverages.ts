import type { TrainingConfig } from '../config/schema';
import type { Engine } from '../step/engine';
import type { Step } from '../step/step';

/**
 * Moving averages of the parameters: shadow variables beside them, which validation, checkpoints and decoding use instead
 * (Polyak & Juditsky 1992; exponential with a warm-up as TensorFlow's `ExponentialMovingAverage` with `num_updates`):
 *
 *     average ← average + (1 − d)·(parameter − average),  d = min(moving_average_decay, (1 + t) / (10 + t))
 *
 * after update t, from the initial parameters on.
 */
export function keepsAverages({ moving_average_decay }: TrainingConfig): boolean {
  return moving_average_decay !== undefined;
}

const prefix = 'average.';

/** The name of a parameter's average among an engine's variables. */
export function averageName(parameter: string): string {
  return `${prefix}${parameter}`;
}

/** 1 − d after the n-th update, counted from 1. */
export function averageRate({ moving_average_decay: decay = 0 }: TrainingConfig, update: number): number {
  return 1 - Math.min(decay, (1 + update) / (10 + update));
}

/** Compiles steps that read parameters alone so that they read the averages. */
export function averagingCompiler(engine: Engine): Pick<Engine, 'compile'> {
  return { compile: (step) => engine.compile(withAverages(step)) };
}

/** The step computed with the averages in place of the parameters. It must not update any. */
function withAverages(step: Step): Step {
  return {
    name: step.name,
    feeds: step.feeds,
    body: (variables, feeds) => {
      const averages = Object.entries(variables).flatMap(([name, value]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
      );
      return step.body({ ...variables, ...Object.fromEntries(averages) }, feeds);
    },
  };
}
