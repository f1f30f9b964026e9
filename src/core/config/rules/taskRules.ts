import { remove, set } from '../edits/configChange';
import { dataSchema, modelSchema } from '../schema';
import type { Config, MetricName } from '../schema';
import { say, type Message } from '../message';
import { changedKeys } from './changedKeys';
import { error } from './rule';
import type { Finding, Rule } from './rule';

const defaults = modelSchema.parse({});
const sourceDefaults = dataSchema.shape.src.parse({});

/** Generators whose targets are as long as their sources. */
const alignedGenerators: readonly string[] = ['copy', 'reverse', 'aligned_addition'];

/** Generators that make texts without a source. */
const languageModelGenerators: readonly string[] = ['textures'];

/** What a decoder without a source still uses. */
const languageModelKeys: readonly string[] = [
  'type',
  'rnn_type',
  'gru_reset',
  'hidden_size',
  'num_layers',
  'residual',
  'layer_norm',
  'dropout',
  'recurrent_dropout',
  'variational_dropout',
  'hidden_dropout',
  'embeddings',
  'init_hidden',
  'row_length',
];

const teacherForcedMetrics: readonly MetricName[] = ['loss', 'perplexity', 'token_accuracy'];

const alignedWithoutDecoder: Rule = ({ task, model }) => {
  if (task !== 'aligned') return undefined;
  return [
    ...changedKeys(model.decoder, defaults.decoder).map((key) =>
      error(
        'no-effect',
        ['model', 'decoder', key],
        say`${key} has no effect with task "aligned", which has no decoder: the encoder's layers write the target. Remove it, or set task to "translation".`,
        remove(['model', 'decoder', key]),
        set(['task'], 'translation'),
      ),
    ),
    ...tiedKeys(model, ['tied_embeddings', 'tied_softmax'], say`no target embeddings with task "aligned"`),
    ...(model.encoder.pooling === 'attention'
      ? [
          error(
            'no-effect',
            ['model', 'encoder', 'pooling'],
            say`pooling makes one vector of the source, but with task "aligned" every target token comes from its own source token. Remove it, or set task to "translation".`,
            remove(['model', 'encoder', 'pooling']),
            set(['task'], 'translation'),
          ),
        ]
      : []),
  ];
};

function tiedKeys(
  model: Config['model'],
  keys: readonly ('tied_embeddings' | 'tied_softmax')[],
  reason: Message,
): Finding[] {
  return keys
    .filter((key) => model[key])
    .map((key) =>
      error('no-effect', ['model', key], say`There are ${reason}. Remove ${key}.`, remove(['model', key])),
    );
}

const alignedData: Rule = ({ task, data }) => {
  if (task !== 'aligned') return undefined;
  const found: Finding[] = [];
  if (data.src.reverse)
    found.push(
      error(
        'aligned-reversed',
        ['data', 'src', 'reverse'],
        say`With task "aligned" target token t comes from source token t: a source that is read backwards would change the partners. Set reverse to false; for addition, write the digits in the other order.`,
        set(['data', 'src', 'reverse'], false),
      ),
    );
  if (!data.src.eos)
    found.push(
      error(
        'aligned-without-end',
        ['data', 'src', 'eos'],
        say`With task "aligned" the end symbol of the target comes from that of the source. Set eos to true.`,
        remove(['data', 'src', 'eos']),
      ),
    );
  for (const side of ['src', 'trg'] as const) {
    const { level } = data[side];
    if (level === 'char' || level === 'word' || level === 'smiles') continue;
    found.push(
      error(
        'aligned-level',
        ['data', side, 'level'],
        say`With level "${level}" source and target have no tokens that belong together one by one, as task "aligned" needs. Set level to "char" or "word", or task to "translation".`,
        set(['data', side, 'level'], 'char'),
        set(['data', side, 'level'], 'word'),
        set(['task'], 'translation'),
      ),
    );
  }
  return found;
};

const alignedGenerator: Rule = ({ task, data }) => {
  if (task === 'translation') return undefined;
  return (['train', 'dev', 'test'] as const).flatMap((split) => {
    const source = data[split];
    if (source === undefined || typeof source === 'string') return [];
    if (task === 'aligned' && alignedGenerators.includes(source.generator)) return [];
    if (task === 'language_model' && languageModelGenerators.includes(source.generator)) return [];
    const message =
      task === 'aligned'
        ? say`The targets of "${source.generator}" are not as long as their sources, which task "aligned" needs. Use ${alignedGenerators.map((name) => `"${name}"`).join(', ')} or a file, or set task to "translation".`
        : say`"${source.generator}" makes pairs of source and target, but a language model learns from text alone. Name a text file, or set task to "translation".`;
    return error('generator-task', ['data', split, 'generator'], message, set(['task'], 'translation'));
  });
};

const languageModelWithoutSource: Rule = ({ task, data, model }) => {
  if (task !== 'language_model') return undefined;
  const useless = (path: readonly string[]): Finding =>
    error(
      'no-effect',
      path,
      say`${path.at(-1) ?? ''} has no effect with task "language_model", which has no source. Remove it, or set task to "translation".`,
      remove(path),
      set(['task'], 'translation'),
    );
  const { decoder } = model;
  const found = [
    ...changedKeys(model.encoder, defaults.encoder).map((key) => useless(['model', 'encoder', key])),
    ...changedKeys(decoder, defaults.decoder)
      .filter((key) => !languageModelKeys.includes(key))
      .map((key) => useless(['model', 'decoder', key])),
    ...tiedKeys(model, ['tied_embeddings'], say`no source embeddings with task "language_model"`),
    ...changedKeys(data.src, sourceDefaults).map((key) => useless(['data', 'src', key])),
    ...(data.share_vocab ? [useless(['data', 'share_vocab'])] : []),
  ];
  if (decoder.init_hidden === 'last')
    found.push(
      error(
        'no-effect',
        ['model', 'decoder', 'init_hidden'],
        say`init_hidden "last" copies the state of an encoder, and a language model has none. Set it to "zero" or "learned".`,
        set(['model', 'decoder', 'init_hidden'], 'zero'),
        set(['model', 'decoder', 'init_hidden'], 'learned'),
      ),
    );
  return found;
};

const languageModelTexts: Rule = ({ task, data }) => {
  if (task !== 'language_model') return undefined;
  const { level } = data.trg;
  if (level === 'pointer')
    return error(
      'pointer-without-source',
      ['data', 'trg', 'level'],
      say`Level "pointer" names positions of the source, and a language model has none. Set level to "char", "word" or "bpe".`,
      set(['data', 'trg', 'level'], 'char'),
      set(['data', 'trg', 'level'], 'word'),
    );
  if (level !== 'bpe') return undefined;
  return (['train', 'dev', 'test'] as const).flatMap((split) => {
    const source = data[split];
    if (typeof source !== 'string' || /\.tsv$/i.test(source)) return [];
    return error(
      'document-with-bpe',
      ['data', split],
      say`${source} would be cut into pieces of trg.max_length tokens, but with level "bpe" the tokens are known only when the merges are learned. Give a .tsv file (empty first column, one text a line), or set level to "char" or "word".`,
      set(['data', 'trg', 'level'], 'char'),
      set(['data', 'trg', 'level'], 'word'),
    );
  });
};

const languageModelMetrics: Rule = ({ task, training, testing }) => {
  if (task !== 'language_model') return undefined;
  const wanted: readonly {
    readonly path: readonly (string | number)[];
    readonly metric: MetricName | undefined;
  }[] = [
    { path: ['training', 'best_metric'], metric: training.best_metric },
    { path: ['training', 'early_stopping', 'metric'], metric: training.early_stopping?.metric },
    ...testing.eval_metrics.map((metric, index) => ({ path: ['testing', 'eval_metrics', index], metric })),
  ];
  return wanted.flatMap(({ path, metric }) =>
    metric === undefined || teacherForcedMetrics.includes(metric)
      ? []
      : error(
          'metric-without-source',
          path,
          say`"${metric}" compares what is decoded from a source with its reference, and a language model has no source. Use "loss", "perplexity" or "token_accuracy".`,
          typeof path.at(-1) === 'number' ? remove(path) : set(path, 'loss'),
        ),
  );
};

const bpeKeys: Rule = ({ data }, isWritten) =>
  (['src', 'trg'] as const).flatMap((side) => {
    const { level, bpe_merges, codes_file } = data[side];
    const found: Finding[] = [];
    for (const key of ['bpe_merges', 'codes_file'] as const)
      if (level !== 'bpe' && data[side][key] !== undefined)
        found.push(
          error(
            'no-effect',
            ['data', side, key],
            say`${key} has no effect with level "${level}". Remove it, or set level to "bpe".`,
            remove(['data', side, key]),
            set(['data', side, 'level'], 'bpe'),
          ),
        );
    if (bpe_merges !== undefined && codes_file !== undefined && isWritten(['data', side, 'bpe_merges']))
      found.push(
        error(
          'no-effect',
          ['data', side, 'bpe_merges'],
          say`bpe_merges has no effect: the merges are those of codes_file. Remove one of the two.`,
          remove(['data', side, 'bpe_merges']),
          remove(['data', side, 'codes_file']),
        ),
      );
    return found;
  });

export const taskRules: readonly Rule[] = [
  alignedWithoutDecoder,
  alignedData,
  alignedGenerator,
  languageModelWithoutSource,
  languageModelTexts,
  languageModelMetrics,
  bpeKeys,
];
