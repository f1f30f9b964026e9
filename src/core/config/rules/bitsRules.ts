import { set } from '../edits/configChange';
import type { Config } from '../schema';
import { say } from '../message';
import { error, type Finding, type Rule } from './rule';

/** Words alone can be patterns of several bits. */
function needsWords(
  { data }: Config,
  side: 'src' | 'trg',
  path: readonly string[],
  what: string,
  byDefault: string,
): Finding | undefined {
  const { level } = data[side];
  if (level === 'word') return undefined;
  return error(
    'bits-level',
    path,
    say`${what} "bits" needs tokens such as 101101, which are words, but data.${side}.level is "${level}". Set the level to "word".`,
    set(['data', side, 'level'], 'word'),
    set(path, byDefault),
  );
}

const embeddedBits: Rule = (config) =>
  (['encoder', 'decoder'] as const).flatMap((side) => {
    if (config.model[side].embeddings.type !== 'bits') return [];
    const path = ['model', side, 'embeddings', 'type'];
    return needsWords(config, side === 'encoder' ? 'src' : 'trg', path, 'The type', 'learned') ?? [];
  });

const outputBits: Rule = (config) =>
  config.model.decoder.output === 'bits'
    ? needsWords(config, 'trg', ['model', 'decoder', 'output'], 'The output', 'softmax')
    : undefined;

const outputBitsTied: Rule = ({ model }) => {
  if (model.decoder.output !== 'bits' || !model.tied_softmax) return undefined;
  return error(
    'bits-tied-softmax',
    ['model', 'tied_softmax'],
    say`tied_softmax makes the output layer of the embeddings, but decoder.output "bits" has one output for each bit. Set it to false, or decoder.output to "softmax".`,
    set(['model', 'tied_softmax'], false),
    set(['model', 'decoder', 'output'], 'softmax'),
  );
};

export const bitsRules: readonly Rule[] = [embeddedBits, outputBits, outputBitsTied];
