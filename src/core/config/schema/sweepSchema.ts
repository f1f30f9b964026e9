import { z } from 'zod';
import { choice, positiveInt } from './parts';

/** More than these nobody means to train. */
export const mostTrials = 1000;

/** How many combinations `"random"` draws where nothing is said. */
export const usualRandomTrials = 10;

export const sweepSchema = z
  .strictObject({
    parameters: z
      .record(z.string(), z.array(z.unknown()).min(1).max(100))
      .describe(
        'Keys to vary, by their path, each with its values: {"model.encoder.num_layers": [1, 2], "training.learning_rate": [0.001, 0.003]}. Several paths with commas between them change together: {"model.encoder.hidden_size, model.decoder.hidden_size": [64, 128]}.',
      ),
    method: choice({
      grid: 'Every combination of the values, the last key fastest',
      random: 'Combinations drawn by random_seed, none twice',
    })
      .default('grid')
      .describe(
        'Which combinations are trained: "grid" (every one, the last key fastest) or "random" (drawn by random_seed, none twice; Bergstra & Bengio 2012). Default "grid".',
      ),
    trials: positiveInt
      .max(mostTrials)
      .optional()
      .describe(
        'How many combinations at most, in the order of the method. Default: all of a grid, 10 of "random".',
      ),
  })
  .optional()
  .describe(
    'Variants of this config to train one after the other, ranked by its best metric: `seq2seq-lab sweep CONFIG`, or Run Sweep in the editor. Training alone takes no notice of it. Default: none.',
  );
