import { z } from 'zod';

/**
 * The one description of a `NAME.s2s.json`. Types, defaults, the JSON Schema of the editor and the first half of the
 * diagnostics all come from here; what a schema can't say (missing files, keys that contradict each other) is in
 * `diagnoseSemantics.ts` and `diagnoseFiles.ts`. Names follow JoeyNMT's configuration first. No key without an effect: an unknown key is an error.
 */

const positiveInt = z.int().min(1);
const fraction = z.number().min(0).max(0.95);

/** A closed choice; the editor shows each value's explanation beside it. */
function choice<const Choices extends Readonly<Record<string, string>>>(choices: Choices) {
  const values = Object.keys(choices) as (keyof Choices & string)[];
  return z.enum(values).meta({ enumDescriptions: Object.values(choices) });
}

const lengthRange = (what: string, min: number, max: number) => ({
  min_length: positiveInt.max(1000).default(min).describe(`Shortest ${what}. Default ${min}.`),
  max_length: positiveInt.max(1000).default(max).describe(`Longest ${what}. Default ${max}.`),
});

const generatorSize = {
  size: positiveInt.max(5_000_000).describe('How many different pairs to make.'),
  seed: z
    .int()
    .min(0)
    .optional()
    .describe("Seed of this split. Default: derived from `random_seed` and the split's name."),
};

const symbolSequence = {
  ...generatorSize,
  symbols: positiveInt
    .min(2)
    .max(1000)
    .default(10)
    .describe('How many different symbols the sequences are made of. Default 10.'),
  ...lengthRange('sequence, in symbols', 1, 10),
};

/** A split made by a seeded generator with an exact oracle, instead of a file. */
export const generatorSchema = z.discriminatedUnion('generator', [
  z
    .strictObject({
      generator: z.literal('dates').describe('Dates in 20 written formats → ISO 8601, years 1950–2049.'),
      ...generatorSize,
    })
    .describe('Dates in 20 written formats → ISO 8601.'),
  z
    .strictObject({
      generator: z.literal('addition').describe('`12+345` → `357`.'),
      ...generatorSize,
      digits: positiveInt.max(15).default(3).describe('Most digits of each of the two numbers. Default 3.'),
    })
    .describe('Sums of two numbers.'),
  z
    .strictObject({ generator: z.literal('copy').describe('The source itself.'), ...symbolSequence })
    .describe('Copy the source.'),
  z
    .strictObject({ generator: z.literal('reverse').describe('The source backwards.'), ...symbolSequence })
    .describe('Reverse the source.'),
]);

const split = (what: string) =>
  z
    .union([z.string().min(1), generatorSchema])
    .meta({
      defaultSnippets: [
        { label: 'file', description: 'Source TAB target, one pair a line', body: '${1:pairs}.tsv' },
        { label: 'dates', description: 'Dates → ISO 8601', body: { generator: 'dates', size: '^${1:1000}' } },
        {
          label: 'addition',
          description: '12+345 → 357',
          body: { generator: 'addition', size: '^${1:1000}' },
        },
        { label: 'copy', description: 'The source itself', body: { generator: 'copy', size: '^${1:1000}' } },
        {
          label: 'reverse',
          description: 'The source backwards',
          body: { generator: 'reverse', size: '^${1:1000}' },
        },
      ],
    })
    .describe(
      `${what}: a .tsv file relative to this file (source TAB target, UTF-8, one pair a line) or a generator such as \`{"generator": "copy", "size": 1000}\`.`,
    );

const textSide = {
  level: choice({ char: 'Unicode characters (code points)', word: 'What stands between white space' })
    .default('char')
    .describe(
      'Unit of text: "char" (Unicode characters, after composing accents: NFC) or "word" (split at white space). Default "char".',
    ),
  lowercase: z.boolean().default(false).describe('Lower-case the text first. Default false.'),
  voc_limit: positiveInt
    .optional()
    .describe('Keep only the most frequent tokens; the rest become unk_token. Default: keep all.'),
  voc_min_freq: positiveInt
    .default(1)
    .describe('Tokens seen less often in the training split become unk_token. Default 1.'),
  max_length: positiveInt
    .max(10_000)
    .default(100)
    .describe('Longest sequence in tokens. Longer training pairs are left out (and counted). Default 100.'),
};

export const specialSymbolsSchema = z
  .strictObject({
    unk_token: z.string().min(1).default('<unk>').describe('Unknown token. Default "<unk>".'),
    pad_token: z.string().min(1).default('<pad>').describe('Padding. Default "<pad>".'),
    bos_token: z.string().min(1).default('<s>').describe('Begin of sequence. Default "<s>".'),
    eos_token: z.string().min(1).default('</s>').describe('End of sequence. Default "</s>".'),
  })
  .describe('Spelling of the special symbols.');

export const dataSchema = z
  .strictObject({
    train: split('Training pairs'),
    dev: split('Pairs for validation while training'),
    test: split('Held-out pairs for `evaluate`').optional(),
    share_vocab: z
      .boolean()
      .default(false)
      .describe('One vocabulary for source and target (needs the same level). Default false.'),
    src: z
      .strictObject({
        ...textSide,
        reverse: z
          .boolean()
          .default(false)
          .describe('Feed the source backwards (Sutskever et al. 2014). Only the source. Default false.'),
        eos: z.boolean().default(true).describe('End the source with eos_token. Default true.'),
      })
      .prefault({})
      .describe('Source text.'),
    trg: z.strictObject(textSide).prefault({}).describe('Target text.'),
    special_symbols: specialSymbolsSchema.prefault({}),
  })
  .describe('Where the pairs come from and how text becomes tokens.');

const embeddings = z
  .strictObject({
    embedding_dim: positiveInt.max(8192).default(64).describe('Size of a token embedding. Default 64.'),
    scale: z
      .boolean()
      .default(false)
      .describe('Multiply embeddings by √embedding_dim (Vaswani et al. 2017). Default false.'),
    freeze: z
      .boolean()
      .default(false)
      .describe('Keep the embeddings at their initial values. Default false.'),
  })
  .prefault({})
  .describe('Token embeddings.');

const rnnType = choice({
  rnn: 'Plain tanh cell (Elman 1990)',
  gru: 'Gated recurrent unit (Cho et al. 2014)',
  lstm: 'Long short-term memory (Hochreiter & Schmidhuber 1997)',
})
  .default('lstm')
  .describe(
    'Cell: "rnn" (tanh; Elman 1990), "gru" (Cho et al. 2014) or "lstm" (Hochreiter & Schmidhuber 1997). Default "lstm".',
  );
const hiddenSize = positiveInt.max(8192).default(128).describe('Units of a recurrent layer. Default 128.');
const numLayers = positiveInt.max(16).default(1).describe('Stacked recurrent layers. Default 1.');
const dropout = fraction
  .default(0)
  .describe('Dropout on embeddings and between recurrent layers, 0 to 0.95. Default 0.');

export const encoderSchema = z
  .strictObject({
    type: z.literal('recurrent').default('recurrent').describe('Kind of encoder: "recurrent".'),
    rnn_type: rnnType,
    hidden_size: hiddenSize.describe('Units of a layer, per direction. Default 128.'),
    num_layers: numLayers,
    bidirectional: z
      .boolean()
      .default(false)
      .describe(
        'Read the source in both directions; outputs are [forward ; backward] (Schuster & Paliwal 1997). Default false.',
      ),
    dropout,
    embeddings,
  })
  .describe('Turns the source tokens into one vector each.');

const attentionType = choice({
  none: 'No attention: only the first state tells of the source',
  dot: 'hᵀk (Luong et al. 2015); needs equal sizes',
  general: 'hᵀWk (Luong et al. 2015)',
  luong: 'Another name for "general"',
  bahdanau: 'vᵀtanh(Wh + Uk) (Bahdanau et al. 2015)',
}).describe(
  'Score: "none"; "dot" hᵀk and "general" hᵀWk (Luong et al. 2015; "luong" is another name for "general"); "bahdanau" vᵀtanh(Wh + Uk) (Bahdanau et al. 2015). Default "none".',
);
const attention = z
  .union([
    attentionType,
    z.strictObject({
      type: attentionType,
      attention_size: positiveInt
        .max(8192)
        .optional()
        .describe('Width of the "bahdanau" score layer. Default: hidden_size of the decoder.'),
    }),
  ])
  .default('none')
  .transform((value) => (typeof value === 'string' ? { type: value } : value))
  .transform(({ type, ...rest }) => ({ ...rest, type: type === 'luong' ? ('general' as const) : type }))
  .describe(
    'How each decoding step looks at the source: "none", "dot", "general" (= "luong"), "bahdanau", or `{"type": …, "attention_size": …}`. Default "none".',
  );

export const decoderSchema = z
  .strictObject({
    type: z.literal('recurrent').default('recurrent').describe('Kind of decoder: "recurrent".'),
    rnn_type: rnnType,
    hidden_size: hiddenSize,
    num_layers: numLayers,
    condition: choice({
      init: 'As the first state only',
      par: 'Context beside every input; scored with the state before the step',
      merge: 'Context beside every output; scored with the state after the step',
    })
      .optional()
      .describe(
        'Where the source enters the decoder: "init" (as first state), "par" (context beside every input, scored with the state before the step), "merge" (context beside every output, scored with the state after it). Default: "init" without attention, "par" with "bahdanau", "merge" with "dot" and "general".',
      ),
    init_hidden: choice({
      bridge: "tanh of a linear layer on the encoder's last state",
      last: "The encoder's last state itself; needs equal sizes",
      zero: 'Zeros',
    })
      .default('bridge')
      .describe(
        'First state: "bridge" (tanh of a linear layer on the encoder\'s last state), "last" (that state itself; needs equal sizes) or "zero". Default "bridge".',
      ),
    attention,
    input_feeding: z
      .boolean()
      .default(false)
      .describe(
        'Feed the previous attentional vector beside the input (Luong et al. 2015, §3.3). Needs attention. Default false.',
      ),
    dropout,
    hidden_dropout: fraction.default(0).describe('Dropout on the attentional vector. Default 0.'),
    embeddings,
  })
  .describe('Writes the target, one token a step.');

const weightInitializer = choice({
  xavier_uniform: 'Uniform, scaled by fan-in, fan-out and init_gain (Glorot & Bengio 2010)',
  xavier_normal: 'Normal, scaled by fan-in, fan-out and init_gain (Glorot & Bengio 2010)',
  uniform: 'Uniform in ±init_weight',
  normal: 'Normal with standard deviation init_weight',
  zeros: 'All zero',
});

export const modelSchema = z
  .strictObject({
    initializer: weightInitializer
      .default('xavier_uniform')
      .describe(
        'Initial weights: "xavier_uniform", "xavier_normal" (Glorot & Bengio 2010, scaled by init_gain), "uniform" (±init_weight), "normal" (standard deviation init_weight) or "zeros". Default "xavier_uniform".',
      ),
    init_gain: z.number().positive().default(1).describe('Gain of the xavier initializers. Default 1.'),
    init_weight: z
      .number()
      .positive()
      .default(0.08)
      .describe('Scale of "uniform" and "normal". Default 0.08.'),
    embed_initializer: weightInitializer
      .default('xavier_uniform')
      .describe('Initial embeddings. Default "xavier_uniform".'),
    init_rnn_orthogonal: z
      .boolean()
      .default(false)
      .describe('Orthogonal recurrent weights (Saxe et al. 2014). Default false.'),
    lstm_forget_gate: z
      .number()
      .default(1)
      .describe("Initial bias of the LSTM's forget gate (Jozefowicz et al. 2015). Default 1."),
    tied_embeddings: z
      .boolean()
      .default(false)
      .describe('Source and target share one embedding table. Needs data.share_vocab. Default false.'),
    tied_softmax: z
      .boolean()
      .default(false)
      .describe(
        "The output layer uses the decoder's embedding table (Press & Wolf 2017). Needs decoder hidden_size = embedding_dim. Default false.",
      ),
    encoder: encoderSchema.prefault({}),
    decoder: decoderSchema.prefault({}),
  })
  .describe('Encoder and decoder.');

/** Metrics of a validation. The direction (smaller or larger is better) belongs to the metric: see `metricDirection`. */
const metric = choice({
  loss: 'Cross-entropy per target token; smaller is better',
  perplexity: 'exp(loss); smaller is better',
  token_accuracy: 'Right tokens under teacher forcing; larger is better',
  sequence_accuracy: 'Targets right from first to last token; larger is better',
  bleu: 'BLEU as sacreBLEU computes it, 0 to 100; larger is better',
  chrf: 'chrF2 as sacreBLEU computes it, 0 to 100; larger is better',
  edit_distance: 'Character edits per character of the longer text, 0 to 1; smaller is better',
});
export const metricNames = metric.options;
/** Metrics of decoded text that are measured only where asked: they take time. */
export const textMetricNames = ['bleu', 'chrf', 'edit_distance'] as const satisfies readonly MetricName[];

export const trainingSchema = z
  .strictObject({
    optimizer: choice({ adam: 'Kingma & Ba 2015', sgd: 'Plain stochastic gradient descent' })
      .default('adam')
      .describe('"adam" (Kingma & Ba 2015) or "sgd". Default "adam".'),
    adam_betas: z
      .tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)])
      .default([0.9, 0.999])
      .describe("Adam's decay rates [β1, β2]. Default [0.9, 0.999]."),
    learning_rate: z.number().positive().default(0.001).describe('Step size. Default 0.001.'),
    clip_grad_norm: z
      .number()
      .positive()
      .optional()
      .describe('Scale gradients down to this global norm (Pascanu et al. 2013). Default: no clipping.'),
    normalization: choice({ batch: 'By sentences', tokens: 'By target tokens', none: 'Not at all' })
      .default('tokens')
      .describe('Divide the summed loss by: "batch" (sentences), "tokens" or "none". Default "tokens".'),
    batch_size: positiveInt.max(65_536).default(64).describe('Pairs in a batch. Default 64.'),
    shuffle: z.boolean().default(true).describe('New order every epoch. Default true.'),
    length_bucket_width: positiveInt
      .default(2)
      .describe(
        'Batches are made of pairs of similar length and padded to a multiple of this. There are at most 8 shapes, fewer while less than a tenth of what is computed is padding. Default 2.',
      ),
    epochs: positiveInt
      .optional()
      .describe('Stop after so many passes over the data. Default 10 if `updates` is not given.'),
    updates: positiveInt.optional().describe('Stop after so many steps.'),
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

export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Address of the JSON Schema; the editor attaches it by itself.'),
    name: z
      .string()
      .regex(
        /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u,
        'must be 1 to 64 letters, digits, spaces, dots, dashes or underscores, a letter or digit first',
      )
      .optional()
      .describe('Name of the experiment and of its runs. Default: the file name without .s2s.json.'),
    random_seed: z
      .int()
      .min(0)
      .max(0x7fffffff)
      .default(42)
      .describe('Seed of initial weights, data order, dropout and generators. Default 42.'),
    data: dataSchema,
    model: modelSchema.prefault({}),
    training: trainingSchema,
    testing: testingSchema,
  })
  .describe('A sequence-to-sequence experiment: data, model, training, decoding.');

/** A config as written: every key with a default may be left out. */
export type ConfigInput = z.input<typeof configSchema>;
/** A resolved config: defaults filled in. `config.s2s.json` of a run folder holds this. */
export type Config = z.output<typeof configSchema>;
export type DataConfig = Config['data'];
export type SourceTextConfig = DataConfig['src'];
export type TargetTextConfig = DataConfig['trg'];
export type SplitSource = DataConfig['train'];
export type GeneratorConfig = z.output<typeof generatorSchema>;
export type SpecialSymbols = z.output<typeof specialSymbolsSchema>;
export type ModelConfig = Config['model'];
export type EncoderConfig = ModelConfig['encoder'];
export type DecoderConfig = ModelConfig['decoder'];
export type AttentionConfig = DecoderConfig['attention'];
export type AttentionType = AttentionConfig['type'];
export type RnnType = EncoderConfig['rnn_type'];
export type TrainingConfig = Config['training'];
export type TestingConfig = Config['testing'];
export type MetricName = (typeof metricNames)[number];
export type TextMetricName = (typeof textMetricNames)[number];
export type BleuTokenizer = TestingConfig['sacrebleu_cfg']['tokenize'];

/** Whether a smaller or a larger value of a metric is better. */
export function metricDirection(metric: MetricName): 'minimize' | 'maximize' {
  return metric === 'loss' || metric === 'perplexity' || metric === 'edit_distance' ? 'minimize' : 'maximize';
}

/** The `condition` in force: the configured one, or what the attention type implies. */
export function effectiveCondition(decoder: DecoderConfig): 'init' | 'par' | 'merge' {
  if (decoder.condition !== undefined) return decoder.condition;
  if (decoder.attention.type === 'none') return 'init';
  return decoder.attention.type === 'bahdanau' ? 'par' : 'merge';
}

/** The metric that picks the best checkpoint. */
export function bestMetric(training: TrainingConfig): MetricName {
  return training.best_metric ?? training.early_stopping?.metric ?? 'sequence_accuracy';
}

/** The metrics of decoded text that a validation measures: those asked for, and those that decide something. */
export function validationTextMetrics({
  training,
  testing,
}: Pick<Config, 'training' | 'testing'>): TextMetricName[] {
  const wanted = [...testing.eval_metrics, bestMetric(training), training.early_stopping?.metric];
  return textMetricNames.filter((name) => wanted.includes(name));
}
