import type { TargetTextConfig } from '../config/schema';
import { detokenize, tokenize } from '../text/tokenizer';
import type { Pair } from './pair';
import type { FileContent } from './parseTsv';
import { decodeUtf8, invalidUtf8 } from './utf8';

/** Whether a language model's data file is one text, and no table with a text a line. */
export function isTextDocument(path: string): boolean {
  return !/\.tsv$/i.test(path);
}

/**
 * Cuts a text into pieces of `max_length` tokens, each a target without a source. Each piece starts anew, from the begin
 * symbol and the first state: what comes before it is not known to the model. Only the last piece has an end symbol. Line
 * ends become `\n`. Pieces that a pair consists of are in the spelling of the tokens (composed, lower case if asked).
 */
export function cutDocument(
  bytes: Uint8Array,
  fileName: string,
  { level, lowercase, max_length }: Pick<TargetTextConfig, 'level' | 'lowercase' | 'max_length'>,
): FileContent {
  const text = decodeUtf8(bytes);
  if (text === undefined) return { pairs: [], problems: [invalidUtf8(bytes, fileName)] };
  const tokens = tokenize(text.replace(/\r\n?/g, '\n'), { level, lowercase });
  const pairs: Pair[] = [];
  let line = 1;
  for (let start = 0; start < tokens.length; start += max_length) {
    const piece = tokens.slice(start, start + max_length);
    const continues = start + max_length < tokens.length;
    pairs.push({
      source: '',
      target: detokenize(piece, { level }),
      line,
      ...(continues ? { continues } : {}),
    });
    line += piece.reduce((count, token) => count + (token === '\n' ? 1 : 0), 0);
  }
  return { pairs, problems: [] };
}
