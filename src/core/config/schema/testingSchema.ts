import { z } from 'zod';
import { metric } from './metricSchema';
import { choice, positiveInt } from './parts';

const bleuTokenizer = choice({
  '13a': "Punctuation apart from words: WMT's and sacreBLEU's default",
  char: 'Every character, for targets without words',
  none: 'At white space, for targets that are tokenized already',
});

export const bleuTokenizerNames = bleuTokenizer.options;

export const testingSchema = z
  .strictObject({
    eval_metrics: z
      .array(metric)
      .default([])
      .describe(
        'What every validation measures of the greedily decoded dev split: "bleu", "chrf", "edit_distance". The other metrics are always measured, and those of early_stopping and best_metric wherever they are named. `evaluate` measures all of them. Default [].',
      ),
    sacrebleu_cfg: z
      .strictObject({
        tokenize: bleuTokenizer
          .default('13a')
          .describe(
            'How BLEU splits texts, whatever the level of the target: "13a" (punctuation apart from words), "char" (every character) or "none" (at white space). Default "13a".',
          ),
      })
      .prefault({})
      .describe('How BLEU is computed.'),
    beam_size: positiveInt
      .max(100)
      .default(1)
      .describe('Hypotheses kept while decoding; 1 is greedy. Validation is always greedy. Default 1.'),
    n_best: positiveInt.max(100).default(1).describe('Hypotheses returned, at most beam_size. Default 1.'),
    beam_alpha: z
      .number()
      .min(0)
      .max(5)
      .default(0)
      .describe('Length penalty ((5+n)/6)^α of Wu et al. 2016 (GNMT). Default 0: none.'),
    max_output_length: positiveInt
      .max(10_000)
      .optional()
      .describe('Longest hypothesis in tokens. Default: 1.5 × source length + 10, at most trg.max_length.'),
  })
  .prefault({})
  .describe('Decoding with the trained model.');
