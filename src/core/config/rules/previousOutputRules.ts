import { remove, set } from '../edits/configChange';
import { effectiveCondition, modelSchema } from '../schema';
import { say } from '../message';
import { isChanged } from './changedKeys';
import { error, type Rule } from './rule';

const { decoder: defaults } = modelSchema.parse({});

const unreadEmbeddings: Rule = ({ model: { decoder } }) => {
  if (decoder.previous_output || !isChanged(decoder.embeddings, defaults.embeddings)) return undefined;
  return error(
    'no-effect',
    ['model', 'decoder', 'embeddings'],
    say`embeddings have no effect with previous_output false: the decoder does not read what it wrote. Remove them, or set previous_output to true.`,
    remove(['model', 'decoder', 'embeddings']),
    set(['model', 'decoder', 'previous_output'], true),
  );
};

/** Dropout is on what layers read: here there is neither a word nor a layer below. */
const nothingToDrop: Rule = ({ data, model: { encoder, decoder } }) => {
  const { previous_output, dropout, num_layers } = decoder;
  if (previous_output || dropout === 0 || num_layers > 1) return undefined;
  // What these are told is elsewhere.
  if (encoder.type === 'ntm' || data.trg.level === 'pointer' || decoder.type !== 'recurrent')
    return undefined;
  if (effectiveCondition(decoder) === 'pre') return undefined;
  return error(
    'no-effect',
    ['model', 'decoder', 'dropout'],
    say`dropout has no effect with previous_output false and one layer: there are no embeddings, and nothing between layers. Remove it, raise num_layers, or set hidden_dropout.`,
    remove(['model', 'decoder', 'dropout']),
    { kind: 'rename', path: ['model', 'decoder', 'dropout'], name: 'hidden_dropout' },
  );
};

const tiedUnread: Rule = ({ model }) => {
  if (model.decoder.previous_output) return undefined;
  return (['tied_embeddings', 'tied_softmax'] as const)
    .filter((key) => model[key])
    .map((key) =>
      error(
        'tied-without-embeddings',
        ['model', key],
        say`${key} shares the decoder's embeddings, but with previous_output false it has none. Set it to false, or model.decoder.previous_output to true.`,
        set(['model', key], false),
        set(['model', 'decoder', 'previous_output'], true),
      ),
    );
};

export const previousOutputRules: readonly Rule[] = [unreadEmbeddings, nothingToDrop, tiedUnread];
