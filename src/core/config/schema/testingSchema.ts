import { z } from 'zod';
import { grammarDescriptions, pointerShapeDescriptions } from '../../text/grammars/grammarDescriptions';
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
    n_best: positiveInt
      .max(100)
      .default(1)
      .describe(
        'Hypotheses returned, best first: at most beam_size of a beam, any number when they are drawn. Default 1.',
      ),
    beam_alpha: z
      .number()
      .min(0)
      .max(5)
      .default(0)
      .describe('Length penalty ((5+n)/6)^α of Wu et al. 2016 (GNMT). Default 0: none.'),
    coverage_beta: z
      .number()
      .min(0)
      .max(5)
      .default(0)
      .describe(
        'Coverage penalty β·Σ log min(Σ attention, 1) of Wu et al. 2016 (GNMT): hypotheses that leave source tokens unattended rank lower. Needs attention. Default 0: none.',
      ),
    beam_groups: positiveInt
      .max(100)
      .default(1)
      .describe(
        'Diverse beam search (Vijayakumar et al. 2018): so many groups of equal size share the beam, each kept from what the others write. Divides beam_size. Default 1: one beam.',
      ),
    diversity_penalty: z
      .number()
      .min(0)
      .max(100)
      .default(0.5)
      .describe(
        'λ of diverse beam search: what a token costs in log probability for each hypothesis of an earlier group that goes on with it in the same step. Acts with beam_groups above 1. Default 0.5.',
      ),
    temperature: z
      .number()
      .min(0.01)
      .max(100)
      .optional()
      .describe(
        'Draws every token at random (sampling, seeded by random_seed) from probabilities whose logs are divided by this: 1 the model’s, below 1 more cautious, above 1 bolder. Any of temperature, top_k and top_p turns sampling on. Default: no sampling; with top_k or top_p 1.',
      ),
    top_k: positiveInt
      .max(1_000_000)
      .optional()
      .describe(
        'Draws every token from the so many most probable ones (Fan et al. 2018). Default: no sampling; with temperature or top_p all tokens.',
      ),
    top_p: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .describe(
        'Draws every token from the fewest most probable ones that together have this probability (nucleus sampling, Holtzman et al. 2020). Default: no sampling; with temperature or top_k 1, all tokens.',
      ),
    no_repeat_ngram_size: z
      .int()
      .min(0)
      .max(1000)
      .default(0)
      .describe('No sequence of so many tokens occurs twice in a hypothesis. Default 0: no such limit.'),
    repetition_penalty: z
      .number()
      .min(1)
      .max(100)
      .default(1)
      .describe(
        'Multiplies the log probability of tokens that the hypothesis already has (Keskar et al. 2019, as in Hugging Face’s beam search), for ranking only. Default 1: none.',
      ),
    target_prefix: z
      .string()
      .default('')
      .describe('Text that every hypothesis begins with, whatever its probability. Default "": none.'),
    force_tokens: z
      .array(z.string().min(1))
      .max(20)
      .default([])
      .describe(
        'Texts that every hypothesis contains: words or phrases as the target spells them (lexical constraints, Post & Vilar 2018). Needs beam_size above 1; a few more than the texts have tokens is best. Default []: none.',
      ),
    allowed: z
      .union([
        choice({ ...grammarDescriptions, ...pointerShapeDescriptions }),
        z
          .string()
          .regex(
            /^\/.*\/$/s,
            'must be "json", "iso_date", "balanced_brackets", "tour", "polygon" or a regular expression between slashes, such as "/[0-9]+/"',
          ),
      ])
      .optional()
      .describe(
        'What every hypothesis must be from its first to its last character: "json", "iso_date", "balanced_brackets", or a regular expression between slashes such as "/[0-9]+/"; of a pointer network "tour" (every position once) or "polygon" (different positions, and the first again). Tokens that lead elsewhere are masked. Expressions have JavaScript’s syntax without lookarounds, back references and \\b. Default: any text.',
      ),
    max_output_length: positiveInt
      .max(10_000)
      .optional()
      .describe(
        'Longest hypothesis in tokens; of a language model, what it adds to the text that it continues. Default: 1.5 × source length + 10, at most trg.max_length; for a language model trg.max_length.',
      ),
    min_output_length: z
      .int()
      .min(0)
      .max(10_000)
      .default(0)
      .describe('Fewest tokens of a hypothesis. Default 0.'),
    generate_unk: z
      .boolean()
      .default(true)
      .describe('Whether the unknown symbol may be written. Default true.'),
    replace_unk: z
      .boolean()
      .default(false)
      .describe(
        'Puts the source token that was attended most into the place of every unknown symbol (Luong, Sutskever et al. 2015). Needs attention. Default false.',
      ),
  })
  .prefault({})
  .describe(
    'Decoding with the trained model. Validations decode greedily, with none of the keys below eval_metrics but max_output_length.',
  );
