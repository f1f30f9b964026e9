import type { DataConfig } from '../config/schema';
import { exampleVectors } from '../text/exampleVectors';
import { tokenize } from '../text/tokenizer';
import { parsePosition, parseVector } from '../text/vectorText';
import type { Pair } from './pair';
import type { FileProblem } from './parseTsv';

/** Why a source is no sequence of vectors, where it should be one. @param place where it stands, for the message */
export function noVector(
  pair: Pair,
  place: string,
  { src }: Pick<DataConfig, 'src'>,
): FileProblem | undefined {
  if (src.level !== 'vector') return undefined;
  const { vector_size: size } = src;
  const token = tokenize(pair.source, src).find((each) => parseVector(each, size) === undefined);
  if (token === undefined) return undefined;
  const numbers = size === 1 ? '1 number' : `${size} numbers`;
  return {
    code: 'no-vector',
    line: pair.line,
    message: `${place} has ${JSON.stringify(token)} in its source, which is no vector of ${numbers}. Write commas within a vector and white space between vectors (${exampleVectors(size)}), or correct data.src.vector_size.`,
  };
}

/** Why a target does not point at its source, where it should. @param place where it stands, for the message */
export function noPosition(
  pair: Pair,
  place: string,
  { src, trg }: Pick<DataConfig, 'src' | 'trg'>,
): FileProblem | undefined {
  if (trg.level !== 'pointer') return undefined;
  const positions = tokenize(pair.source, src).length;
  const token = tokenize(pair.target, trg).find((each) => {
    const position = parsePosition(each);
    return position === undefined || position > positions;
  });
  if (token === undefined) return undefined;
  return {
    code: 'no-position',
    line: pair.line,
    message: `${place} has ${JSON.stringify(token)} in its target, which is no position of its source: that has ${positions === 0 ? 'none' : `the positions 1 to ${positions}`}. Correct the line, or set data.trg.level to "word".`,
  };
}
