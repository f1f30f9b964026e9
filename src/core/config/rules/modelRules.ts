import { remove, set } from '../edits/configChange';
import { modelSchema } from '../schema';
import type { Config } from '../schema';
import { say } from '../message';
import { decoderRules } from './decoderRules';
import { cellsInWords, recurrentCells } from './recurrentCells';
import { error, warning } from './rule';
import type { Rule } from './rule';

const encoderPath = ['model', 'encoder'] as const;
const decoderPath = ['model', 'decoder'] as const;
/** A default without effect is no mistake: a resolved config spells every one out. */
const defaults = modelSchema.parse({});

function usesInitializer(config: Config, prefixes: readonly string[]): boolean {
  const { initializer, embed_initializer, rnn_initializer = initializer, bias_initializer } = config.model;
  return [initializer, embed_initializer, rnn_initializer, bias_initializer].some((name) =>
    prefixes.some((prefix) => name.startsWith(prefix)),
  );
}

const tiedEmbeddingsVocabulary: Rule = ({ model, data }) => {
  if (!model.tied_embeddings || data.share_vocab) return undefined;
  return error(
    'tied-embeddings-vocabulary',
    ['model', 'tied_embeddings'],
    say`tied_embeddings needs one vocabulary for both sides. Set data.share_vocab to true, or tied_embeddings to false.`,
    set(['data', 'share_vocab'], true),
    set(['model', 'tied_embeddings'], false),
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
        say`tied_embeddings is one table for both sides, but ${key} is ${String(source[key])} in the encoder and ${String(target[key])} in the decoder. Give both the same value.`,
        set([...decoderPath, 'embeddings', key], source[key]),
        set([...encoderPath, 'embeddings', key], target[key]),
      ),
    );
};

const initGainWithoutEffect: Rule = (config) => {
  if (config.model.init_gain === defaults.init_gain || usesInitializer(config, ['xavier'])) return undefined;
  return warning(
    'no-effect',
    ['model', 'init_gain'],
    say`init_gain has no effect with initializer "${config.model.initializer}" and embed_initializer "${config.model.embed_initializer}": it scales "xavier_uniform" and "xavier_normal". Remove it.`,
    remove(['model', 'init_gain']),
  );
};

const initWeightWithoutEffect: Rule = (config) => {
  if (config.model.init_weight === defaults.init_weight || usesInitializer(config, ['uniform', 'normal']))
    return undefined;
  return warning(
    'no-effect',
    ['model', 'init_weight'],
    say`init_weight has no effect with initializer "${config.model.initializer}" and embed_initializer "${config.model.embed_initializer}": it scales "uniform" and "normal". Remove it.`,
    remove(['model', 'init_weight']),
  );
};

const forgetGateWithoutLstm: Rule = (config) => {
  if (config.model.lstm_forget_gate === defaults.lstm_forget_gate) return undefined;
  const cells = recurrentCells(config);
  if (cells.some(({ rnn_type }) => rnn_type === 'lstm')) return undefined;
  return warning(
    'no-effect',
    ['model', 'lstm_forget_gate'],
    say`lstm_forget_gate has no effect: ${cellsInWords(cells)}. Remove it.`,
    remove(['model', 'lstm_forget_gate']),
  );
};

const frozenZeros: Rule = ({ model }) => {
  if (model.embed_initializer !== 'zeros') return undefined;
  return ([encoderPath, decoderPath] as const)
    .filter((side) => {
      const { type, freeze, load_pretrained } = model[side[1]].embeddings;
      return freeze && type === 'learned' && load_pretrained === undefined;
    })
    .map((side) =>
      error(
        'frozen-zeros',
        [...side, 'embeddings', 'freeze'],
        say`Embeddings that are all zero and frozen tell no token from another. Set freeze to false, or model.embed_initializer to "xavier_uniform".`,
        set([...side, 'embeddings', 'freeze'], false),
        set(['model', 'embed_initializer'], 'xavier_uniform'),
      ),
    );
};

export const modelRules: readonly Rule[] = [
  tiedEmbeddingsVocabulary,
  tiedEmbeddingsAlike,
  initGainWithoutEffect,
  initWeightWithoutEffect,
  forgetGateWithoutLstm,
  frozenZeros,
  ...decoderRules,
];
