import { remove, set } from '../edits/configChange';
import { modelSchema } from '../schema';
import type { Config } from '../schema';
import { say } from '../message';
import { error, warning, type Rule } from './rule';

const sides = ['encoder', 'decoder'] as const;
const defaults = modelSchema.parse({});
const { embedding_dim: defaultSize } = defaults.encoder.embeddings;

function embeddingsOf({ model }: Config) {
  return sides.map((side) => ({ ...model[side].embeddings, path: ['model', side, 'embeddings'] }));
}

const learnedOnlyWithoutEffect: Rule = (config, isWritten) =>
  embeddingsOf(config).flatMap(({ type, path, ...embeddings }) => {
    if (type === 'learned') return [];
    const isSet = {
      // A resolved config spells the default out.
      embedding_dim: embeddings.embedding_dim !== defaultSize && isWritten([...path, 'embedding_dim']),
      freeze: embeddings.freeze,
    };
    return (['embedding_dim', 'freeze'] as const)
      .filter((key) => isSet[key])
      .map((key) =>
        warning(
          'no-effect',
          [...path, key],
          say`${key} has no effect on embeddings of type "${type}": they are not learned, and their size follows from the vocabulary. Remove it, or set type to "learned".`,
          remove([...path, key]),
          set([...path, 'type'], 'learned'),
        ),
      );
  });

const pretrainedOfOtherType: Rule = (config) =>
  embeddingsOf(config).flatMap(({ type, load_pretrained, path }) => {
    if (type === 'learned' || load_pretrained === undefined) return [];
    return error(
      'pretrained-without-table',
      [...path, 'load_pretrained'],
      say`load_pretrained fills a table of vectors, but type is "${type}", which has none of its own. Remove it, or set type to "learned".`,
      remove([...path, 'load_pretrained']),
      set([...path, 'type'], 'learned'),
    );
  });

const tiedSoftmaxWithoutTable: Rule = ({ model: { tied_softmax, decoder } }) => {
  const { type } = decoder.embeddings;
  if (!tied_softmax || type === 'learned') return undefined;
  return error(
    'tied-softmax-without-table',
    ['model', 'tied_softmax'],
    say`tied_softmax makes the output layer of the decoder's learned embeddings, but their type is "${type}". Set model.decoder.embeddings.type to "learned", or tied_softmax to false.`,
    set(['model', 'decoder', 'embeddings', 'type'], 'learned'),
    set(['model', 'tied_softmax'], false),
  );
};

const tiedEmbeddingsWithoutTable: Rule = ({ model }) => {
  if (!model.tied_embeddings) return undefined;
  return sides
    .filter((side) => model[side].embeddings.type !== 'learned')
    .map((side) =>
      error(
        'tied-embeddings-without-table',
        ['model', side, 'embeddings', 'type'],
        say`tied_embeddings is one learned table for both sides, but type is "${model[side].embeddings.type}" in the ${side}. Set type to "learned", or tied_embeddings to false.`,
        set(['model', side, 'embeddings', 'type'], 'learned'),
        set(['model', 'tied_embeddings'], false),
      ),
    );
};

const tiedEmbeddingsLoadOnce: Rule = ({ model }) => {
  const { load_pretrained } = model.decoder.embeddings;
  if (!model.tied_embeddings || load_pretrained === undefined) return undefined;
  if (load_pretrained === model.encoder.embeddings.load_pretrained) return undefined;
  return error(
    'tied-embeddings-differ',
    ['model', 'decoder', 'embeddings', 'load_pretrained'],
    say`tied_embeddings is one table for both sides, which begins with the vectors that the encoder loads. Set the same file in model.encoder.embeddings.load_pretrained, or remove this one.`,
    set(['model', 'encoder', 'embeddings', 'load_pretrained'], load_pretrained),
    remove(['model', 'decoder', 'embeddings', 'load_pretrained']),
  );
};

/** Whether there is a table of embeddings that is not made of the tokens themselves. */
function hasTable({ task, data, model: { encoder, decoder } }: Config): boolean {
  const { level } = data.src;
  const readsTokens = task !== 'language_model' && level !== 'vector' && level !== 'image';
  const readsOutputs = task !== 'aligned' && decoder.type === 'recurrent' && decoder.previous_output;
  return (
    (readsTokens && encoder.embeddings.type === 'learned') ||
    (readsOutputs && decoder.embeddings.type === 'learned')
  );
}

const nothingToInitialize: Rule = (config) => {
  const { embed_initializer } = config.model;
  if (embed_initializer === defaults.embed_initializer || hasTable(config)) return undefined;
  return warning(
    'no-effect',
    ['model', 'embed_initializer'],
    say`embed_initializer has no effect: there are no learned embeddings. Remove it.`,
    remove(['model', 'embed_initializer']),
  );
};

export const embeddingRules: readonly Rule[] = [
  learnedOnlyWithoutEffect,
  pretrainedOfOtherType,
  tiedSoftmaxWithoutTable,
  tiedEmbeddingsWithoutTable,
  tiedEmbeddingsLoadOnce,
  nothingToInitialize,
];
