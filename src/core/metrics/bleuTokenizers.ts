import type { BleuTokenizer } from '../config/schema';
import { splitWords } from './words';

/** How BLEU splits a text: independent of the model's tokens, so that models can be compared. Names as in sacreBLEU. */
export const bleuTokenizers: Readonly<Record<BleuTokenizer, (text: string) => string[]>> = {
  '13a': tokenize13a,
  char: (text) => Array.from(splitWords(text).join('')),
  none: splitWords,
};

const entities: readonly (readonly [string, string])[] = [
  ['&quot;', '"'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
];

/**
 * The tokenizer of NIST's mteval-v13a.pl, WMT's for years: punctuation apart, but for apostrophes, dashes within words,
 * and periods and commas within numbers.
 */
function tokenize13a(text: string): string[] {
  const line = entities.reduce(
    (decoded, [entity, character]) => decoded.replaceAll(entity, character),
    text.replaceAll('<skipped>', ''),
  );
  // The end and the beginning of a line count as something other than a digit.
  const apart = ` ${line} `
    .replace(/[!-&(-+/:-@[-`{-~]/gu, ' $& ')
    .replace(/([^0-9])([.,])/gu, '$1 $2 ')
    .replace(/([.,])([^0-9])/gu, ' $1 $2')
    .replace(/([0-9])(-)/gu, '$1 $2 ');
  return splitWords(apart);
}
