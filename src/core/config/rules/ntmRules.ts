import { remove, set } from '../edits/configChange';
import { modelSchema } from '../schema';
import { ntmConfig } from '../schema/ntmSchema';
import { say } from '../message';
import { changedKeys, isChanged } from './changedKeys';
import { error, type Rule } from './rule';

const encoderPath = ['model', 'encoder'] as const;
const defaults = modelSchema.parse({});

/** What of the two sides a Neural Turing Machine reads; the rest describes recurrent layers beside it. */
const machineKeys: Readonly<Record<'encoder' | 'decoder', ReadonlySet<string>>> = {
  encoder: new Set([
    'type',
    'ntm',
    'rnn_type',
    'gru_reset',
    'hidden_size',
    'layer_norm',
    'dropout',
    'embeddings',
  ]),
  decoder: new Set(['type', 'dropout', 'hidden_dropout', 'embeddings', 'output', 'previous_output']),
};
/** What a feed-forward controller does not read of them. */
const recurrentControllerKeys = ['rnn_type', 'gru_reset', 'layer_norm'] as const;

const machineWithoutType: Rule = ({ model: { encoder } }) => {
  if (encoder.ntm === undefined || encoder.type === 'ntm') return undefined;
  return error(
    'ntm-without-type',
    [...encoderPath, 'ntm'],
    say`ntm describes a Neural Turing Machine, but the encoder's type is "${encoder.type}". Set model.encoder.type to "ntm", or remove ntm.`,
    remove([...encoderPath, 'ntm']),
    set([...encoderPath, 'type'], 'ntm'),
  );
};

const uselessWithMachine: Rule = ({ model }) => {
  if (model.encoder.type !== 'ntm') return undefined;
  return (['encoder', 'decoder'] as const).flatMap((side) =>
    changedKeys(model[side], defaults[side])
      .filter((key) => !machineKeys[side].has(key))
      .map((key) =>
        error(
          'no-effect',
          ['model', side, key],
          say`${key} has no effect with encoder type "ntm": one machine reads the source and writes the target, and there are no recurrent layers beside it. Remove it.`,
          remove(['model', side, key]),
        ),
      ),
  );
};

const uselessWithFeedForward: Rule = ({ model: { encoder } }) => {
  if (encoder.type !== 'ntm' || ntmConfig(encoder).controller !== 'feed_forward') return undefined;
  return recurrentControllerKeys
    .filter((key) => isChanged(encoder[key], defaults.encoder[key]))
    .map((key) =>
      error(
        'no-effect',
        [...encoderPath, key],
        say`${key} has no effect with the controller "feed_forward". Remove it, or set model.encoder.ntm.controller to "recurrent".`,
        remove([...encoderPath, key]),
        set([...encoderPath, 'ntm', 'controller'], 'recurrent'),
      ),
    );
};

const unreadDropout: Rule = ({ model: { encoder, decoder } }) => {
  if (encoder.type !== 'ntm' || decoder.previous_output || decoder.dropout === 0) return undefined;
  return error(
    'no-effect',
    ['model', 'decoder', 'dropout'],
    say`dropout has no effect with previous_output false: the machine reads nothing while it writes. Remove it, or set previous_output to true.`,
    remove(['model', 'decoder', 'dropout']),
    set(['model', 'decoder', 'previous_output'], true),
  );
};

const tiedMachine: Rule = ({ model }) => {
  if (model.encoder.type !== 'ntm' || !model.tied_softmax) return undefined;
  return error(
    'ntm-tied-softmax',
    ['model', 'tied_softmax'],
    say`tied_softmax needs outputs as wide as the embeddings, but those of encoder type "ntm" are the controller's and what was read. Set it to false.`,
    set(['model', 'tied_softmax'], false),
  );
};

const otherTask: Rule = ({ task, model: { encoder } }) => {
  if (encoder.type !== 'ntm' || task === 'translation') return undefined;
  return error(
    'ntm-task',
    [...encoderPath, 'type'],
    say`The type "ntm" is for task "translation": the machine reads the whole source before it writes. With task "${task}" set it to "recurrent".`,
    set([...encoderPath, 'type'], 'recurrent'),
    set(['task'], 'translation'),
  );
};

export const ntmRules: readonly Rule[] = [
  machineWithoutType,
  uselessWithMachine,
  uselessWithFeedForward,
  unreadDropout,
  tiedMachine,
  otherTask,
];
