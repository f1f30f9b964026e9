import { modelSchema } from '../schema';
import type { Config, EncoderConfig } from '../schema';
import { error, warning } from './rule';
import type { Rule } from './rule';

const encoderPath = ['model', 'encoder'] as const;
const decoderPath = ['model', 'decoder'] as const;
/** A default without effect is no mistake: a resolved config spells every one out. */
const defaults = modelSchema.parse({});

function encoderOutputSize(encoder: EncoderConfig): number {
  return encoder.hidden_size * (encoder.bidirectional ? 2 : 1);
}

function outputSizeInWords(encoder: EncoderConfig): string {
  const size = encoderOutputSize(encoder);
  return encoder.bidirectional
    ? `${size} (2 × hidden_size ${encoder.hidden_size}, bidirectional)`
    : String(size);
}

function usesInitializer(config: Config, prefixes: readonly string[]): boolean {
  const { initializer, embed_initializer } = config.model;
  return prefixes.some((prefix) => initializer.startsWith(prefix) || embed_initializer.startsWith(prefix));
}

/** The output layer multiplies the attentional vector with the embedding table: both need the same width. */
const tiedSoftmaxSizes: Rule = ({ model: { tied_softmax, decoder } }) => {
  const { embedding_dim } = decoder.embeddings;
  if (!tied_softmax || decoder.hidden_size === embedding_dim) return undefined;
  return error(
    'tied-softmax-sizes',
    ['model', 'tied_softmax'],
    `tied_softmax needs equal sizes, but the decoder has hidden_size ${decoder.hidden_size} and embedding_dim ${embedding_dim}. Set model.decoder.embeddings.embedding_dim to ${decoder.hidden_size}, or tied_softmax to false.`,
  );
};

const tiedEmbeddingsVocabulary: Rule = ({ model, data }) => {
  if (!model.tied_embeddings || data.share_vocab) return undefined;
  return error(
    'tied-embeddings-vocabulary',
    ['model', 'tied_embeddings'],
    'tied_embeddings needs one vocabulary for both sides. Set data.share_vocab to true, or tied_embeddings to false.',
  );
};

const tiedEmbeddingsAlike: Rule = ({ model }) => {
  if (!model.tied_embeddings) return undefined;
  const source = model.encoder.embeddings;
  const target = model.decoder.embeddings;
  return (['embedding_dim', 'freeze'] as const)
    .filter((key) => source[key] !== target[key])
    .map((key) =>
      error(
        'tied-embeddings-differ',
        [...decoderPath, 'embeddings', key],
        `tied_embeddings is one table for both sides, but ${key} is ${source[key]} in the encoder and ${target[key]} in the decoder. Give both the same value.`,
      ),
    );
};

const attentionWithInit: Rule = ({ model: { decoder } }) => {
  if (decoder.condition !== 'init' || decoder.attention.type === 'none') return undefined;
  return error(
    'attention-with-init',
    [...decoderPath, 'condition'],
    `With condition "init" the source enters only as the first state: there is no step at which the attention "${decoder.attention.type}" could enter. Set condition to "par" or "merge" (or leave it out), or attention to "none".`,
  );
};

const conditionWithoutAttention: Rule = ({ model: { decoder } }) => {
  const { condition, attention } = decoder;
  if (condition === undefined || condition === 'init' || attention.type !== 'none') return undefined;
  return error(
    'condition-without-attention',
    [...decoderPath, 'condition'],
    `condition "${condition}" puts the attention's context into every step, but attention is "none". Set attention to "dot", "general" or "bahdanau", or condition to "init".`,
  );
};

const inputFeedingWithoutAttention: Rule = ({ model: { decoder } }) => {
  if (!decoder.input_feeding || decoder.attention.type !== 'none') return undefined;
  return error(
    'input-feeding-without-attention',
    [...decoderPath, 'input_feeding'],
    'input_feeding feeds back the attentional vector, but attention is "none". Set attention to "dot", "general" or "bahdanau", or input_feeding to false.',
  );
};

const dotAttentionSizes: Rule = ({ model: { encoder, decoder } }) => {
  if (decoder.attention.type !== 'dot' || encoderOutputSize(encoder) === decoder.hidden_size)
    return undefined;
  return error(
    'dot-attention-sizes',
    [...decoderPath, 'attention'],
    `"dot" attention multiplies states of one size, but encoder outputs have ${outputSizeInWords(encoder)} and the decoder's hidden_size is ${decoder.hidden_size}. Set model.decoder.hidden_size to ${encoderOutputSize(encoder)}, or attention to "general", which learns a matrix between them.`,
  );
};

const lastStateSizes: Rule = ({ model: { encoder, decoder } }) => {
  if (decoder.init_hidden !== 'last' || encoderOutputSize(encoder) === decoder.hidden_size) return undefined;
  return error(
    'init-hidden-sizes',
    [...decoderPath, 'init_hidden'],
    `init_hidden "last" copies the encoder's last state of size ${outputSizeInWords(encoder)}, but the decoder's hidden_size is ${decoder.hidden_size}. Set model.decoder.hidden_size to ${encoderOutputSize(encoder)}, or init_hidden to "bridge", which learns a matrix between them.`,
  );
};

const sourceNeverUsed: Rule = ({ model: { decoder } }) => {
  if (decoder.init_hidden !== 'zero' || decoder.attention.type !== 'none') return undefined;
  return error(
    'source-unused',
    [...decoderPath, 'init_hidden'],
    'With init_hidden "zero" and attention "none" nothing of the source reaches the decoder. Set init_hidden to "bridge" or "last", or choose an attention.',
  );
};

const attentionSizeWithoutEffect: Rule = ({ model: { decoder } }) => {
  const { type, attention_size } = decoder.attention;
  if (attention_size === undefined || type === 'bahdanau') return undefined;
  return error(
    'attention-size-without-effect',
    [...decoderPath, 'attention', 'attention_size'],
    `attention_size is the width of the "bahdanau" score layer; it has no effect with "${type}". Remove it, or set the type to "bahdanau".`,
  );
};

const initGainWithoutEffect: Rule = (config) => {
  if (config.model.init_gain === defaults.init_gain || usesInitializer(config, ['xavier'])) return undefined;
  return warning(
    'no-effect',
    ['model', 'init_gain'],
    `init_gain has no effect with initializer "${config.model.initializer}" and embed_initializer "${config.model.embed_initializer}": it scales "xavier_uniform" and "xavier_normal". Remove it.`,
  );
};

const initWeightWithoutEffect: Rule = (config) => {
  if (config.model.init_weight === defaults.init_weight || usesInitializer(config, ['uniform', 'normal']))
    return undefined;
  return warning(
    'no-effect',
    ['model', 'init_weight'],
    `init_weight has no effect with initializer "${config.model.initializer}" and embed_initializer "${config.model.embed_initializer}": it scales "uniform" and "normal". Remove it.`,
  );
};

const forgetGateWithoutLstm: Rule = ({ model: { encoder, decoder, lstm_forget_gate } }) => {
  const hasLstm = encoder.rnn_type === 'lstm' || decoder.rnn_type === 'lstm';
  if (hasLstm || lstm_forget_gate === defaults.lstm_forget_gate) return undefined;
  return warning(
    'no-effect',
    ['model', 'lstm_forget_gate'],
    `lstm_forget_gate has no effect: the encoder is "${encoder.rnn_type}" and the decoder "${decoder.rnn_type}". Remove it.`,
  );
};

const frozenZeros: Rule = ({ model }) => {
  if (model.embed_initializer !== 'zeros') return undefined;
  return ([encoderPath, decoderPath] as const)
    .filter((side) => model[side[1]].embeddings.freeze)
    .map((side) =>
      error(
        'frozen-zeros',
        [...side, 'embeddings', 'freeze'],
        `Embeddings that are all zero and frozen tell no token from another. Set freeze to false, or model.embed_initializer to "xavier_uniform".`,
      ),
    );
};

export const modelRules: readonly Rule[] = [
  tiedSoftmaxSizes,
  tiedEmbeddingsVocabulary,
  tiedEmbeddingsAlike,
  attentionWithInit,
  conditionWithoutAttention,
  inputFeedingWithoutAttention,
  dotAttentionSizes,
  lastStateSizes,
  sourceNeverUsed,
  attentionSizeWithoutEffect,
  initGainWithoutEffect,
  initWeightWithoutEffect,
  forgetGateWithoutLstm,
  frozenZeros,
];
