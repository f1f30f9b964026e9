import { remove, set } from '../edits/configChange';
import { effectiveCondition, modelSchema, type DecoderConfig } from '../schema';
import { say } from '../message';
import { encoderOutputSize, outputSizeInWords } from './encoderSize';
import { error, warning, type Rule } from './rule';

const path = ['model', 'decoder'] as const;
const scores = say`"dot", "general" or "bahdanau"`;
const defaults = modelSchema.parse({}).decoder;

/** Scores with a layer of their own. */
function hasScoreLayer({ type }: DecoderConfig['attention']): boolean {
  return type === 'bahdanau' || type === 'concat';
}

/** Where there is a context for the logits to be made of, beside h. */
function hasContextAtOutput(decoder: DecoderConfig): boolean {
  const condition = effectiveCondition(decoder);
  return condition === 'merge' || (condition === 'par' && decoder.attention.type !== 'none');
}

const attentionWithoutStep: Rule = ({ model: { decoder } }) => {
  const { condition, attention } = decoder;
  if ((condition !== 'init' && condition !== 'pre') || attention.type === 'none') return undefined;
  return error(
    condition === 'init' ? 'attention-with-init' : 'attention-with-pre',
    [...path, 'condition'],
    say`With condition "${condition}" the source enters only as ${condition === 'init' ? say`the first state` : say`the first input`}: there is no step at which the attention "${attention.type}" could enter. Set condition to "par" or "merge" (or leave it out), or attention to "none".`,
    remove([...path, 'condition']),
    set([...path, 'attention', 'type'], 'none'),
  );
};

const inputFeedingWithoutAttention: Rule = ({ model: { decoder } }) => {
  if (!decoder.input_feeding) return undefined;
  if (decoder.attention.type === 'none')
    return error(
      'input-feeding-without-attention',
      [...path, 'input_feeding'],
      say`input_feeding feeds back the attentional vector, but attention is "none". Set attention to ${scores}, or input_feeding to false.`,
      set([...path, 'attention', 'type'], 'general'),
      set([...path, 'attention', 'type'], 'bahdanau'),
      set([...path, 'input_feeding'], false),
    );
  if (decoder.attentional === 'tanh') return undefined;
  return error(
    'input-feeding-without-attentional',
    [...path, 'input_feeding'],
    say`input_feeding feeds back the attentional vector, but attentional is "none". Set attentional to "tanh", or input_feeding to false.`,
    set([...path, 'attentional'], 'tanh'),
    set([...path, 'input_feeding'], false),
  );
};

const dotAttentionSizes: Rule = ({ model: { encoder, decoder } }) => {
  const { type } = decoder.attention;
  if ((type !== 'dot' && type !== 'scaled_dot') || encoderOutputSize(encoder) === decoder.hidden_size)
    return undefined;
  return error(
    'dot-attention-sizes',
    [...path, 'attention'],
    say`"${type}" attention multiplies states of one size, but encoder outputs have ${outputSizeInWords(encoder)} and the decoder's hidden_size is ${decoder.hidden_size}. Set model.decoder.hidden_size to ${encoderOutputSize(encoder)}, or attention to "general", which learns a matrix between them.`,
    set([...path, 'hidden_size'], encoderOutputSize(encoder)),
    set([...path, 'attention', 'type'], 'general'),
  );
};

const scoreLayerWithoutEffect: Rule = ({ model: { decoder } }) => {
  const { attention } = decoder;
  if (hasScoreLayer(attention)) return undefined;
  const { type, attention_size, bias } = attention;
  const remedy = say`it has no effect with "${type}". Remove it, or set the type to "bahdanau" or "concat".`;
  const keys = [...path, 'attention'] as const;
  return [
    ...(attention_size === undefined
      ? []
      : [
          error(
            'attention-size-without-effect',
            [...keys, 'attention_size'],
            say`attention_size is the width of the score layer of "bahdanau" and "concat"; ${remedy}`,
            remove([...keys, 'attention_size']),
            set([...keys, 'type'], 'bahdanau'),
          ),
        ]),
    ...(bias
      ? [
          error(
            'no-effect',
            [...keys, 'bias'],
            say`bias belongs to the score layer of "bahdanau" and "concat"; ${remedy}`,
            remove([...keys, 'bias']),
            set([...keys, 'type'], 'bahdanau'),
          ),
        ]
      : []),
  ];
};

/** Options of an attention that is not there. */
const optionsWithoutAttention: Rule = ({ model: { decoder } }) => {
  const { type, window } = decoder.attention;
  if (type !== 'none') return undefined;
  return [
    ...(decoder.attention.function === defaults.attention.function ? [] : ['function']),
    ...(window === undefined ? [] : ['window']),
  ].map((key) =>
    error(
      'no-effect',
      [...path, 'attention', key],
      say`${key} says how the source is attended, but the type of the attention is "none". Remove it, or set the type to ${scores}.`,
      remove([...path, 'attention', key]),
      set([...path, 'attention', 'type'], 'general'),
    ),
  );
};

/** What a glimpse looks at, and what it has not: a score for every place. */
const glimpseElsewhere: Rule = ({ model: { encoder, decoder } }) => {
  const { attention } = decoder;
  const keys = [...path, 'attention'] as const;
  if (attention.type !== 'glimpse')
    return attention.patch_size === undefined
      ? undefined
      : error(
          'no-effect',
          [...keys, 'patch_size'],
          say`patch_size is the size of a glimpse, but the type of the attention is "${attention.type}". Remove it, or set the type to "glimpse".`,
          remove([...keys, 'patch_size']),
          set([...keys, 'type'], 'glimpse'),
        );
  return [
    ...(encoder.type === 'image'
      ? []
      : [
          error(
            'glimpse-without-picture',
            keys,
            say`A "glimpse" sees a patch of a picture, but an encoder of type "${encoder.type}" gives a sequence. Set model.encoder.type to "image", or attention to ${scores}.`,
            set([...keys, 'type'], 'general'),
            set([...keys, 'type'], 'bahdanau'),
          ),
        ]),
    ...(attention.function === defaults.attention.function
      ? []
      : [
          error(
            'no-effect',
            [...keys, 'function'],
            say`function makes weights of scores, and a "glimpse" has none: its weights are those of Gaussian filters. Remove it.`,
            remove([...keys, 'function']),
          ),
        ]),
  ];
};

const attentionalWithoutEffect: Rule = ({ model: { decoder } }) => {
  if (decoder.attentional === defaults.attentional || hasContextAtOutput(decoder)) return undefined;
  return warning(
    'no-effect',
    [...path, 'attentional'],
    say`attentional has no effect: with condition "${effectiveCondition(decoder)}" and attention "none" logits are made of the decoder's state anyway. Remove it.`,
    remove([...path, 'attentional']),
  );
};

const attentionFeedsNowhere: Rule = ({ model: { decoder } }) => {
  if (decoder.attention_feeds === defaults.attention_feeds) return undefined;
  const condition = effectiveCondition(decoder);
  if (decoder.attention.type === 'none' || condition !== 'par')
    return error(
      'attention-feeds-nowhere',
      [...path, 'attention_feeds'],
      say`attention_feeds "all_layers" puts the context of an attention beside the input of every layer, but attention is "${decoder.attention.type}" and condition "${condition}". Set condition to "par" and attention to ${scores}, or remove attention_feeds.`,
      [
        set([...path, 'condition'], 'par'),
        ...(decoder.attention.type === 'none' ? [set([...path, 'attention', 'type'], 'bahdanau')] : []),
      ],
      remove([...path, 'attention_feeds']),
    );
  if (decoder.num_layers > 1) return undefined;
  return warning(
    'no-effect',
    [...path, 'attention_feeds'],
    say`attention_feeds "all_layers" has no effect: num_layers is 1. Raise num_layers, or remove it.`,
    remove([...path, 'attention_feeds']),
    set([...path, 'num_layers'], 2),
  );
};

const coverageWithoutScoreLayer: Rule = ({ model: { decoder } }) => {
  if (!decoder.coverage_attn || hasScoreLayer(decoder.attention)) return undefined;
  return error(
    'coverage-without-score-layer',
    [...path, 'coverage_attn'],
    say`coverage_attn is added within the score layer of "bahdanau" and "concat", but attention is "${decoder.attention.type}". Set attention to one of them, or coverage_attn to false.`,
    set([...path, 'attention', 'type'], 'bahdanau'),
    set([...path, 'coverage_attn'], false),
  );
};

const copyWithout: Rule = ({ model: { decoder }, data }) => {
  if (!decoder.copy_attn) return undefined;
  const at = [...path, 'copy_attn'];
  return [
    ...(decoder.attention.type === 'none'
      ? [
          error(
            'copy-without-attention',
            at,
            say`copy_attn copies what the attention looks at, but attention is "none". Set attention to ${scores}, or copy_attn to false.`,
            set([...path, 'attention', 'type'], 'general'),
            set([...path, 'attention', 'type'], 'bahdanau'),
            set(at, false),
          ),
        ]
      : []),
    ...(data.share_vocab
      ? []
      : [
          error(
            'copy-vocabulary',
            at,
            say`copy_attn writes tokens of the source, so that both sides need one vocabulary. Set data.share_vocab to true, or copy_attn to false.`,
            set(['data', 'share_vocab'], true),
            set(at, false),
          ),
        ]),
    ...(decoder.output === 'softmax'
      ? []
      : [
          error(
            'copy-output',
            at,
            say`copy_attn mixes copying with a softmax over the vocabulary, but output is "${decoder.output}". Set output to "softmax", or copy_attn to false.`,
            set([...path, 'output'], 'softmax'),
            set(at, false),
          ),
        ]),
  ];
};

export const attentionRules: readonly Rule[] = [
  attentionWithoutStep,
  inputFeedingWithoutAttention,
  dotAttentionSizes,
  scoreLayerWithoutEffect,
  optionsWithoutAttention,
  glimpseElsewhere,
  attentionalWithoutEffect,
  attentionFeedsNowhere,
  coverageWithoutScoreLayer,
  copyWithout,
];
