import { remove, set } from '../edits/configChange';
import { contextSize, encoderSizes } from '../encoderSizes';
import { effectiveCondition, modelSchema } from '../schema';
import { say } from '../message';
import { attentionRules } from './attentionRules';
import { encoderStateSize, stateSizeInWords } from './encoderSize';
import { error, warning, type Rule } from './rule';

const path = ['model', 'decoder'] as const;
const defaults = modelSchema.parse({}).decoder;

/** The output layer multiplies what logits are made of with the embedding table: both need the same width. */
const tiedSoftmaxSizes: Rule = ({ model: { tied_softmax, encoder, decoder } }) => {
  const { embedding_dim } = decoder.embeddings;
  if (!tied_softmax) return undefined;
  if (decoder.attentional === 'none' && effectiveCondition(decoder) === 'merge') {
    const size = decoder.hidden_size + contextSize(encoderSizes(encoder), decoder.attention);
    if (size === embedding_dim) return undefined;
    return error(
      'tied-softmax-sizes',
      ['model', 'tied_softmax'],
      say`tied_softmax needs equal sizes, but with attentional "none" logits are made of ${size} values (hidden_size ${decoder.hidden_size} and the context) and embedding_dim is ${embedding_dim}. Set model.decoder.embeddings.embedding_dim to ${size}, attentional to "tanh", or tied_softmax to false.`,
      set([...path, 'embeddings', 'embedding_dim'], size),
      set([...path, 'attentional'], 'tanh'),
      set(['model', 'tied_softmax'], false),
    );
  }
  if (decoder.hidden_size === embedding_dim) return undefined;
  return error(
    'tied-softmax-sizes',
    ['model', 'tied_softmax'],
    say`tied_softmax needs equal sizes, but the decoder has hidden_size ${decoder.hidden_size} and embedding_dim ${embedding_dim}. Set model.decoder.embeddings.embedding_dim to ${decoder.hidden_size}, or tied_softmax to false.`,
    set([...path, 'embeddings', 'embedding_dim'], decoder.hidden_size),
    set(['model', 'tied_softmax'], false),
  );
};

const lastStateSizes: Rule = ({ model: { encoder, decoder } }) => {
  if (decoder.init_hidden !== 'last' || encoderStateSize(encoder) === decoder.hidden_size) return undefined;
  return error(
    'init-hidden-sizes',
    [...path, 'init_hidden'],
    say`init_hidden "last" copies the encoder's last state of size ${stateSizeInWords(encoder)}, but the decoder's hidden_size is ${decoder.hidden_size}. Set model.decoder.hidden_size to ${encoderStateSize(encoder)}, or init_hidden to "bridge", which learns a matrix between them.`,
    set([...path, 'hidden_size'], encoderStateSize(encoder)),
    set([...path, 'init_hidden'], 'bridge'),
  );
};

const sourceNeverUsed: Rule = ({ task, data, model: { decoder } }) => {
  if (task === 'language_model') return undefined;
  // A pointer network scores the source at every step.
  if (data.trg.level === 'pointer') return undefined;
  const { init_hidden, type } = decoder;
  // One that draws reads the source at every step.
  if (type === 'draw') return undefined;
  if (init_hidden !== 'zero' && init_hidden !== 'learned') return undefined;
  if (effectiveCondition(decoder) !== 'init' || decoder.attention.type !== 'none') return undefined;
  return error(
    'source-unused',
    [...path, 'init_hidden'],
    say`With init_hidden "${init_hidden}" and attention "none" nothing of the source reaches the decoder. Set init_hidden to "bridge" or "last", choose an attention, or set condition to "pre", "par" or "merge".`,
    set([...path, 'init_hidden'], 'bridge'),
    set([...path, 'attention', 'type'], 'general'),
  );
};

const bridgeWithoutEffect: Rule = ({ model: { decoder } }) => {
  if (decoder.init_hidden === 'bridge') return undefined;
  return (['bridge_activation', 'bridge_layers'] as const)
    .filter((key) => decoder[key] !== defaults[key])
    .map((key) =>
      warning(
        'no-effect',
        [...path, key],
        say`${key} has no effect with init_hidden "${decoder.init_hidden}": there is no bridge. Remove it, or set init_hidden to "bridge".`,
        remove([...path, key]),
        set([...path, 'init_hidden'], 'bridge'),
      ),
    );
};

const residualOfOneLayer: Rule = ({ model: { decoder } }) => {
  if (!decoder.residual || decoder.num_layers > 1) return undefined;
  return warning(
    'no-effect',
    [...path, 'residual'],
    say`residual has no effect: it joins a layer to the one below, and num_layers is 1. Raise num_layers, or remove it.`,
    remove([...path, 'residual']),
    set([...path, 'num_layers'], 2),
  );
};

const variationalWithoutDropout: Rule = ({ model: { decoder } }) => {
  if (!decoder.variational_dropout || decoder.dropout > 0 || decoder.recurrent_dropout > 0) return undefined;
  return warning(
    'no-effect',
    [...path, 'variational_dropout'],
    say`variational_dropout has no effect: dropout and recurrent_dropout are 0. Set one of them, or remove it.`,
    remove([...path, 'variational_dropout']),
  );
};

export const decoderRules: readonly Rule[] = [
  tiedSoftmaxSizes,
  lastStateSizes,
  sourceNeverUsed,
  bridgeWithoutEffect,
  residualOfOneLayer,
  variationalWithoutDropout,
  ...attentionRules,
];
