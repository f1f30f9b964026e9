import { z } from 'zod';
import { metric } from './metricSchema';
import { optimizerKeys } from './optimizerKeys';
import { choice, positiveInt } from './parts';
import { scheduledSamplingKeys } from './scheduledSamplingKeys';
import { scheduleKeys } from './scheduleKeys';

export const trainingSchema = z
  .strictObject({
    ...optimizerKeys,
    ...scheduleKeys,
    ...scheduledSamplingKeys,
    label_smoothing: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .describe(
        'Train towards 1 − ε for the reference token and ε spread evenly over the vocabulary (Szegedy et al. 2016). Loss and perplexity on charts and in tables stay those of the plain cross-entropy. Default 0: no smoothing.',
      ),
    lambda_coverage: z
      .number()
      .min(0)
      .max(100)
      .default(0)
      .describe(
        'Coverage loss: λ · Σ min(a, c) is added to the loss of every token, where a is its attention and c that of all tokens before it, so that looking twice at the same place costs something (See et al. 2017, with λ = 1 after training without). Needs model.decoder.coverage_attn. Loss and perplexity on charts and in tables stay those of the plain cross-entropy. Default 0: none.',
      ),
    normalization: choice({ batch: 'By sentences', tokens: 'By target tokens', none: 'Not at all' })
      .default('tokens')
      .describe('Divide the summed loss by: "batch" (sentences), "tokens" or "none". Default "tokens".'),
    batch_size: positiveInt.max(65_536).default(64).describe('Pairs in a batch. Default 64.'),
    batch_multiplier: positiveInt
      .max(65_536)
      .default(1)
      .describe(
        'Add up the gradients of so many batches before every update: 4 batches of 16 update as one of 64, in the memory of 16. Steps count updates, and the loss is normalised over all of their batches; what is left at the end of an epoch makes a smaller update. Default 1.',
      ),
    shuffle: z.boolean().default(true).describe('New order every epoch. Default true.'),
    length_bucket_width: positiveInt
      .default(2)
      .describe(
        'Batches are made of pairs of similar length and padded to a multiple of this. There are at most 8 shapes, fewer while less than a tenth of what is computed is padding. Default 2.',
      ),
    epochs: positiveInt
      .optional()
      .describe('Stop after so many passes over the data. Default 10 if `updates` is not given.'),
    updates: positiveInt
      .optional()
      .describe('Stop after so many steps. Default: none, `epochs` says where to stop.'),
    early_stopping: z
      .strictObject({
        metric: metric.default('loss').describe('Metric of the dev split. Default "loss".'),
        min_improvement: z
          .number()
          .min(0)
          .default(0)
          .describe('A smaller improvement does not count. Default 0.'),
        steps: positiveInt.default(5).describe('Stop after so many validations without one. Default 5.'),
      })
      .optional()
      .describe('Stop when the dev metric no longer improves.'),
    moving_average_decay: z
      .number()
      .min(0)
      .lt(1)
      .optional()
      .describe(
        'Keep an exponential moving average of the parameters, 0.999 say, which validation, checkpoints and decoding use instead of the parameters themselves. After update t the decay is at most (1 + t) / (10 + t). Default: none.',
      ),
    average_last_checkpoints: z
      .int()
      .min(2)
      .max(100)
      .optional()
      .describe(
        'At the end of training, validate the mean of the weights of the last so many checkpoints too; where it is better by best_metric, it is what the last checkpoint holds. Default: none.',
      ),
    best_metric: metric
      .optional()
      .describe(
        'Which metric picks the best checkpoint. Default: that of early_stopping, else "sequence_accuracy".',
      ),
    validation_freq: positiveInt.default(100).describe('Validate every so many steps. Default 100.'),
    logging_freq: positiveInt.default(10).describe('One point on the chart every so many steps. Default 10.'),
    print_valid_sents: z
      .int()
      .min(0)
      .max(200)
      .default(8)
      .describe('How many dev pairs are decoded (greedily) and shown at every validation. Default 8.'),
    max_valid_sents: positiveInt
      .default(500)
      .describe('Validate on at most so many dev pairs, the same ones every time. Default 500.'),
  })
  .prefault({})
  .describe('Optimisation, stopping, validation.');
