import { z } from 'zod';
import { choice } from './parts';

/** How often the decoder reads its own output while training. Names follow OpenNMT-tf. */
export const scheduledSamplingKeys = {
  scheduled_sampling_type: choice({
    constant: 'The reference is read with scheduled_sampling_read_probability',
    linear: 'That probability less scheduled_sampling_k for every step done, down to 0',
    exponential: 'scheduled_sampling_k to the power of the steps done',
    inverse_sigmoid: 'k / (k + exp(steps / k)) with k = scheduled_sampling_k',
  })
    .optional()
    .describe(
      'Scheduled sampling (Bengio et al. 2015): while training, the decoder reads each reference token only with the probability p, else a token drawn from its own prediction (made without dropout, and not differentiated). p after t steps: "constant" read_probability, "linear" max(read_probability − k·t, 0), "exponential" k^t, "inverse_sigmoid" k / (k + e^(t/k)). Default: teacher forcing, p is 1.',
    ),
  scheduled_sampling_k: z
    .number()
    .positive()
    .optional()
    .describe(
      'How fast p falls: "linear" by k a step (0.0001, say), "exponential" k^t (below 1: 0.9999, say), "inverse_sigmoid" (1000, say). Default: none, all three need it.',
    ),
  scheduled_sampling_read_probability: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('p of "constant"; of "linear", p at the beginning, default 1.'),
};
