import { remove, set } from '../edits/configChange';
import { isResidual } from '../encoderSizes';
import { effectiveCondition, type DecoderConfig } from '../schema';
import { say } from '../message';
import { cellsInWords, recurrentCells } from './recurrentCells';
import { error, warning } from './rule';
import type { Rule } from './rule';

const encoderPath = ['model', 'encoder'] as const;
const sides = ['encoder', 'decoder'] as const;

/** Whether the decoder reads the encoder's summary: in a bridge, or as its fixed context. */
function readsSummary(decoder: DecoderConfig): boolean {
  if (decoder.init_hidden === 'bridge') return true;
  return decoder.attention.type === 'none' && effectiveCondition(decoder) !== 'init';
}

const resetWithoutGru: Rule = ({ model }) =>
  sides.flatMap((side) => {
    const { rnn_type, gru_reset } = model[side];
    if (gru_reset === 'after' || rnn_type === 'gru') return [];
    return warning(
      'no-effect',
      ['model', side, 'gru_reset'],
      say`gru_reset has no effect: rnn_type is "${rnn_type}", and no other cell than "gru" has a reset gate. Remove it, or set rnn_type to "gru".`,
      remove(['model', side, 'gru_reset']),
      set(['model', side, 'rnn_type'], 'gru'),
    );
  });

const gateBiasWithoutGru: Rule = (config) => {
  const cells = recurrentCells(config);
  if (config.model.gru_gate_bias === undefined || cells.some(({ rnn_type }) => rnn_type === 'gru'))
    return undefined;
  return warning(
    'no-effect',
    ['model', 'gru_gate_bias'],
    say`gru_gate_bias has no effect: ${cellsInWords(cells)}. Remove it.`,
    remove(['model', 'gru_gate_bias']),
  );
};

const bottomOfOneLayer: Rule = ({ model: { encoder } }) => {
  if (encoder.bidirectional !== 'bottom' || encoder.num_layers > 1) return undefined;
  return warning(
    'no-effect',
    [...encoderPath, 'bidirectional'],
    say`bidirectional "bottom" reads both ways in the first of several layers, but num_layers is 1. Set it to true, which is the same here, or raise num_layers.`,
    set([...encoderPath, 'bidirectional'], true),
  );
};

const residualNowhere: Rule = ({ model: { encoder } }) => {
  const layers = Array.from({ length: encoder.num_layers }, (_, layer) => layer);
  if (!encoder.residual || layers.some((layer) => isResidual(encoder, layer))) return undefined;
  const enough = encoder.bidirectional === 'bottom' ? 3 : 2;
  return warning(
    'no-effect',
    [...encoderPath, 'residual'],
    say`residual has no effect: it joins a layer to the one below where both are equally wide, and there are no two such layers. Set num_layers to at least ${enough}, or remove it.`,
    remove([...encoderPath, 'residual']),
    set([...encoderPath, 'num_layers'], enough),
  );
};

const bottomStateTakenOver: Rule = ({ model: { encoder, decoder } }) => {
  const { bidirectional, num_layers, hidden_size } = encoder;
  if (bidirectional !== 'bottom' || num_layers === 1 || decoder.init_hidden !== 'last') return undefined;
  if (decoder.num_layers < num_layers) return undefined;
  return error(
    'init-hidden-sizes',
    ['model', 'decoder', 'init_hidden'],
    say`init_hidden "last" copies the states of all ${num_layers} encoder layers, but the bottom one reads both ways and has ${2 * hidden_size} units instead of ${hidden_size}. Set init_hidden to "bridge", or model.decoder.num_layers to at most ${num_layers - 1}.`,
    set(['model', 'decoder', 'init_hidden'], 'bridge'),
    set(['model', 'decoder', 'num_layers'], num_layers - 1),
  );
};

const projectionUnused: Rule = ({ task, data, model: { encoder, decoder } }) => {
  // Aligned targets are made of the outputs, and a pointer network scores them.
  if (task !== 'translation' || data.trg.level === 'pointer') return undefined;
  if (encoder.projection === undefined || encoder.pooling !== 'none' || decoder.attention.type !== 'none')
    return undefined;
  return error(
    'projection-unused',
    [...encoderPath, 'projection'],
    say`projection is a layer on the outputs, which only attention and pooling look at: here there is neither. Remove it, set pooling to "attention", or choose an attention.`,
    remove([...encoderPath, 'projection']),
    set([...encoderPath, 'pooling'], 'attention'),
    set(['model', 'decoder', 'attention', 'type'], 'general'),
  );
};

const poolingUnused: Rule = ({ task, model: { encoder, decoder } }) => {
  if (task !== 'translation' || encoder.pooling === 'none' || readsSummary(decoder)) return undefined;
  return error(
    'pooling-unused',
    [...encoderPath, 'pooling'],
    say`pooling makes one vector for a bridge, or for a decoder without attention, but init_hidden is "${decoder.init_hidden}" and attention "${decoder.attention.type}": nothing reads it. Set model.decoder.init_hidden to "bridge", or pooling to "none".`,
    set(['model', 'decoder', 'init_hidden'], 'bridge'),
    set([...encoderPath, 'pooling'], 'none'),
  );
};

const poolingSizeWithoutPooling: Rule = ({ model: { encoder } }) => {
  if (encoder.pooling_size === undefined || encoder.pooling === 'attention') return undefined;
  return warning(
    'no-effect',
    [...encoderPath, 'pooling_size'],
    say`pooling_size is the width of the score layer of pooling "attention"; pooling is "none". Remove it, or set pooling to "attention".`,
    remove([...encoderPath, 'pooling_size']),
    set([...encoderPath, 'pooling'], 'attention'),
  );
};

const variationalWithoutDropout: Rule = ({ model: { encoder } }) => {
  if (!encoder.variational_dropout || encoder.dropout > 0 || encoder.recurrent_dropout > 0) return undefined;
  return warning(
    'no-effect',
    [...encoderPath, 'variational_dropout'],
    say`variational_dropout has no effect: dropout and recurrent_dropout are 0. Set one of them, or remove it.`,
    remove([...encoderPath, 'variational_dropout']),
  );
};

/** What `dot` and `last` need of the encoder's widths is with the decoder's rules. */
export const encoderRules: readonly Rule[] = [
  resetWithoutGru,
  gateBiasWithoutGru,
  bottomOfOneLayer,
  residualNowhere,
  bottomStateTakenOver,
  projectionUnused,
  poolingUnused,
  poolingSizeWithoutPooling,
  variationalWithoutDropout,
];
