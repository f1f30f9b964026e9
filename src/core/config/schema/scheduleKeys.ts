import { z } from 'zod';
import { choice, positiveInt } from './parts';

/** How the learning rate changes while training. Names follow JoeyNMT. */
export const scheduleKeys = {
  scheduling: choice({
    plateau: 'Times decrease_factor when the dev metric has not improved for `patience` validations',
    exponential: 'Times decrease_factor after every epoch',
    decaying: 'Times decrease_factor every decaying_step_size epochs',
    halving:
      'Constant until epoch start_decay_at, then times decrease_factor every decaying_step_size epochs',
    cosine: 'Half a cosine from learning_rate down to learning_rate_min at the last step',
    noam: 'Linear warm-up, then with the inverse root of the step, scaled by the width (Vaswani et al. 2017)',
    warmupexponentialdecay:
      'Linear warm-up to learning_rate, then exponential decay down to learning_rate_min',
    warmupinversesquareroot: 'Linear warm-up to learning_rate, then with the inverse root of the step',
  })
    .optional()
    .describe(
      'How the learning rate changes: "plateau" (times decrease_factor after more than `patience` validations without an improvement by 0.0001 of the metric of early_stopping, else best_metric, else the loss), "exponential" (after every epoch), "decaying" (every decaying_step_size epochs), "halving" (the same from epoch start_decay_at on: Sutskever et al. 2014, Luong et al. 2015), "cosine" (Loshchilov & Hutter 2017, without restarts, to the end of training), "noam" (Vaswani et al. 2017), "warmupexponentialdecay" or "warmupinversesquareroot". Default: it stays learning_rate.',
    ),
  patience: z
    .int()
    .min(0)
    .optional()
    .describe('"plateau": validations without an improvement that are put up with. Default 10.'),
  decrease_factor: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe(
      'What the learning rate is multiplied with. "plateau": after a plateau, default 0.1. "exponential": after every epoch, default 0.99. "decaying": every decaying_step_size epochs, default 0.1. "halving": the same from start_decay_at on, default 0.5. "warmupexponentialdecay": over learning_rate_decay_length steps, default 0.1.',
    ),
  decaying_step_size: z
    .number()
    .positive()
    .optional()
    .describe('"decaying" and "halving": epochs from one decrease to the next, such as 0.5. Default 1.'),
  start_decay_at: z
    .number()
    .min(0)
    .optional()
    .describe('"halving": epochs done before the first decrease. Default 5.'),
  learning_rate_warmup: positiveInt
    .optional()
    .describe(
      'Steps of linear warm-up. Default 4000 for "noam" and "warmupexponentialdecay", 10000 for "warmupinversesquareroot", none for "cosine".',
    ),
  learning_rate_factor: z
    .number()
    .positive()
    .optional()
    .describe(
      '"noam": the rate is factor · hidden_size^-0.5 · min(step^-0.5, step · warmup^-1.5). Default 1.',
    ),
  learning_rate_decay_length: positiveInt
    .optional()
    .describe('"warmupexponentialdecay": steps in which the rate falls by decrease_factor. Default 10000.'),
  learning_rate_min: z
    .number()
    .min(0)
    .optional()
    .describe(
      'Training ends when the rate falls below it ("plateau", "exponential", "decaying", "halving", and "noam" after its warm-up; default 1e-8), or the rate falls no further ("warmupexponentialdecay" and "warmupinversesquareroot", default 1e-5; "cosine", default 0).',
    ),
};
