import { encoderSizes } from '../encoderSizes';
import { effectiveCondition, modelSchema, type DecoderConfig } from '../schema';
import { encoderOutputSize, encoderStateSize, outputSizeInWords, stateSizeInWords } from './encoderSize';
import { error, warning, type Rule } from './rule';

const path = ['model', 'decoder'] as const;
const scores = '"dot", "general" or "bahdanau"';
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

/** The output layer multiplies what logits are made of with the embedding table: both need the same width. */
const tiedSoftmaxSizes: Rule = ({ model: { tied_softmax, encoder, decoder } }) => {
  const { embedding_dim } = decoder.embeddings;
  if (!tied_softmax) return undefined;
  if (decoder.attentional === 'none' && effectiveCondition(decoder) === 'merge') {
    const { outputs, summary } = encoderSizes(encoder);
    const size = decoder.hidden_size + (decoder.attention.type === 'none' ? summary : outputs);
    if (size === embedding_dim) return undefined;
    return error(
      'tied-softmax-sizes',
      ['model', 'tied_softmax'],
      `tied_softmax needs equal sizes, but with attentional "none" logits are made of ${size} values (hidden_size ${decoder.hidden_size} and the context) and embedding_dim is ${embedding_dim}. Set model.decoder.embeddings.embedding_dim to ${size}, attentional to "tanh", or tied_softmax to false.`,
    );
  }
  if (decoder.hidden_size === embedding_dim) return undefined;
  return error(
    'tied-softmax-sizes',
    ['model', 'tied_softmax'],
    `tied_softmax needs equal sizes, but the decoder has hidden_size ${decoder.hidden_size} and embedding_dim ${embedding_dim}. Set model.decoder.embeddings.embedding_dim to ${decoder.hidden_size}, or tied_softmax to false.`,
  );
};

const attentionWithoutStep: Rule = ({ model: { decoder } }) => {
  const { condition, attention } = decoder;
  if ((condition !== 'init' && condition !== 'pre') || attention.type === 'none') return undefined;
  return error(
    condition === 'init' ? 'attention-with-init' : 'attention-with-pre',
    [...path, 'condition'],
    `With condition "${condition}" the source enters only as the first ${condition === 'init' ? 'state' : 'input'}: there is no step at which the attention "${attention.type}" could enter. Set condition to "par" or "merge" (or leave it out), or attention to "none".`,
  );
};

const inputFeedingWithoutAttention: Rule = ({ model: { decoder } }) => {
  if (!decoder.input_feeding) return undefined;
  if (decoder.attention.type === 'none')
    return error(
      'input-feeding-without-attention',
      [...path, 'input_feeding'],
      `input_feeding feeds back the attentional vector, but attention is "none". Set attention to ${scores}, or input_feeding to false.`,
    );
  if (decoder.attentional === 'tanh') return undefined;
  return error(
    'input-feeding-without-attentional',
    [...path, 'input_feeding'],
    'input_feeding feeds back the attentional vector, but attentional is "none". Set attentional to "tanh", or input_feeding to false.',
  );
};

const dotAttentionSizes: Rule = ({ model: { encoder, decoder } }) => {
  const { type } = decoder.attention;
  if ((type !== 'dot' && type !== 'scaled_dot') || encoderOutputSize(encoder) === decoder.hidden_size)
    return undefined;
  return error(
    'dot-attention-sizes',
    [...path, 'attention'],
    `"${type}" attention multiplies states of one size, but encoder outputs have ${outputSizeInWords(encoder)} and the decoder's hidden_size is ${decoder.hidden_size}. Set model.decoder.hidden_size to ${encoderOutputSize(encoder)}, or attention to "general", which learns a matrix between them.`,
  );
};

const lastStateSizes: Rule = ({ model: { encoder, decoder } }) => {
  if (decoder.init_hidden !== 'last' || encoderStateSize(encoder) === decoder.hidden_size) return undefined;
  return error(
    'init-hidden-sizes',
    [...path, 'init_hidden'],
    `init_hidden "last" copies the encoder's last state of size ${stateSizeInWords(encoder)}, but the decoder's hidden_size is ${decoder.hidden_size}. Set model.decoder.hidden_size to ${encoderStateSize(encoder)}, or init_hidden to "bridge", which learns a matrix between them.`,
  );
};

const sourceNeverUsed: Rule = ({ task, data, model: { decoder } }) => {
  if (task === 'language_model') return undefined;
  // A pointer network scores the source at every step.
  if (data.trg.level === 'pointer') return undefined;
  const { init_hidden } = decoder;
  if (init_hidden !== 'zero' && init_hidden !== 'learned') return undefined;
  if (effectiveCondition(decoder) !== 'init' || decoder.attention.type !== 'none') return undefined;
  return error(
    'source-unused',
    [...path, 'init_hidden'],
    `With init_hidden "${init_hidden}" and attention "none" nothing of the source reaches the decoder. Set init_hidden to "bridge" or "last", choose an attention, or set condition to "pre", "par" or "merge".`,
  );
};

const scoreLayerWithoutEffect: Rule = ({ model: { decoder } }) => {
  const { attention } = decoder;
  if (hasScoreLayer(attention)) return undefined;
  const { type, attention_size, bias } = attention;
  const remedy = `it has no effect with "${type}". Remove it, or set the type to "bahdanau" or "concat".`;
  const keys = [...path, 'attention'] as const;
  return [
    ...(attention_size === undefined
      ? []
      : [
          error(
            'attention-size-without-effect',
            [...keys, 'attention_size'],
            `attention_size is the width of the score layer of "bahdanau" and "concat"; ${remedy}`,
          ),
        ]),
    ...(bias
      ? [
          error(
            'no-effect',
            [...keys, 'bias'],
            `bias belongs to the score layer of "bahdanau" and "concat"; ${remedy}`,
          ),
        ]
      : []),
  ];
};

const bridgeWithoutEffect: Rule = ({ model: { decoder } }) => {
  if (decoder.init_hidden === 'bridge') return undefined;
  return (['bridge_activation', 'bridge_layers'] as const)
    .filter((key) => decoder[key] !== defaults[key])
    .map((key) =>
      warning(
        'no-effect',
        [...path, key],
        `${key} has no effect with init_hidden "${decoder.init_hidden}": there is no bridge. Remove it, or set init_hidden to "bridge".`,
      ),
    );
};

const attentionalWithoutEffect: Rule = ({ model: { decoder } }) => {
  if (decoder.attentional === defaults.attentional || hasContextAtOutput(decoder)) return undefined;
  return warning(
    'no-effect',
    [...path, 'attentional'],
    `attentional has no effect: with condition "${effectiveCondition(decoder)}" and attention "none" logits are made of the decoder's state anyway. Remove it.`,
  );
};

export const decoderRules: readonly Rule[] = [
  tiedSoftmaxSizes,
  attentionWithoutStep,
  inputFeedingWithoutAttention,
  dotAttentionSizes,
  lastStateSizes,
  sourceNeverUsed,
  scoreLayerWithoutEffect,
  bridgeWithoutEffect,
  attentionalWithoutEffect,
];
