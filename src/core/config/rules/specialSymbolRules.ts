import { remove, set } from '../edits/configChange';
import type { Config } from '../schema';
import { say } from '../message';
import { error, type Rule } from './rule';

const path = ['data', 'special_symbols'] as const;
const keys = ['unk_token', 'pad_token', 'bos_token', 'eos_token'] as const;

/** One symbol for begin, end and padding: which one is meant is clear from where it stands. */
function isOneEdge({ pad_token, bos_token, eos_token }: Config['data']['special_symbols']): boolean {
  return pad_token === bos_token && bos_token === eos_token;
}

const specialSymbolsDiffer: Rule = ({ data: { special_symbols } }, isWritten) => {
  if (isOneEdge(special_symbols)) return undefined;
  const seen = new Map<string, string>();
  // Written symbols are marked rather than the defaults they clash with.
  const written = keys.toSorted((a, b) => Number(isWritten([...path, a])) - Number(isWritten([...path, b])));
  return written.flatMap((key) => {
    const symbol = special_symbols[key];
    const other = seen.get(symbol);
    seen.set(symbol, key);
    if (other === undefined) return [];
    return error(
      'special-symbols-equal',
      [...path, key],
      say`${key} and ${other} are both ${JSON.stringify(symbol)}. Give each special symbol its own spelling, or give pad_token, bos_token and eos_token all the same one.`,
      remove([...path, key]),
      remove([...path, other]),
    );
  });
};

/** What tells special symbols from tokens by their number, of which there are then fewer. */
const edgeNeedsVocabulary: Rule = ({ data: { special_symbols }, model: { encoder, decoder } }) => {
  if (!isOneEdge(special_symbols)) return undefined;
  const uses = [
    ...(encoder.embeddings.type === 'bits' ? ['model.encoder.embeddings.type "bits"'] : []),
    ...(decoder.embeddings.type === 'bits' ? ['model.decoder.embeddings.type "bits"'] : []),
    ...(decoder.output === 'bits' ? ['model.decoder.output "bits"'] : []),
    ...(decoder.copy_attn ? ['model.decoder.copy_attn'] : []),
  ];
  return uses.map((use) =>
    error(
      'one-edge-symbol',
      [...path, 'eos_token'],
      say`${use} needs special symbols of their own, but pad_token, bos_token and eos_token are all ${JSON.stringify(special_symbols.eos_token)}. Give each its own spelling, or change ${use.replace(/ .*/, '')}.`,
      keys.map((key) => remove([...path, key])),
      use.endsWith('copy_attn') ? set(use.split('.'), false) : remove(use.replace(/ .*/, '').split('.')),
    ),
  );
};

export const specialSymbolRules: readonly Rule[] = [specialSymbolsDiffer, edgeNeedsVocabulary];
