import type { DataConfig, Task } from '../config/schema';
import { findSmilesProblem } from '../text/smilesTokens';
import { tokenize } from '../text/tokenizer';
import type { Pair } from './pair';
import { parseTsv, type FileContent, type FileProblem } from './parseTsv';
import { cutDocument, isTextDocument } from './textDocument';
import { noPosition, noVector } from './vectorProblems';

/** What of a config decides how its data files are read. */
export interface FileReading {
  /** Default "translation". */
  readonly task?: Task | undefined;
  readonly data: Pick<DataConfig, 'src' | 'trg'>;
}

/** Reads a data file as the task wants it. Pairs that the task has no use for are problems, with file and line. */
export function readPairFile(bytes: Uint8Array, path: string, config: FileReading): FileContent {
  if (config.task === 'language_model' && isTextDocument(path))
    return cutDocument(bytes, path, config.data.trg);
  const { pairs, problems } = parseTsv(bytes, path);
  const checked = pairs.map((pair) => ({ pair, problem: pairProblem(pair, `${path}:${pair.line}`, config) }));
  return {
    pairs: checked.filter(({ problem }) => problem === undefined).map(({ pair }) => pair),
    problems: [...problems, ...checked.flatMap(({ problem }) => problem ?? [])].sort(
      (a, b) => a.line - b.line,
    ),
  };
}

/**
 * Why a pair can't be used; undefined when it can.
 * @param place where it stands, for the message
 */
export function pairProblem(pair: Pair, place: string, { task, data }: FileReading): FileProblem | undefined {
  const { line } = pair;
  if (task === 'language_model' && pair.source.trim() !== '')
    return {
      code: 'source-without-use',
      line,
      message: `${place} has a source, ${quote(pair.source)}, but a language model reads none. Leave the first column empty (TAB, then the text), or set task to "translation".`,
    };
  return (
    unequalLengths(pair, place, { task, data }) ??
    noSmiles(pair, place, { task, data }) ??
    noVector(pair, place, data) ??
    noPosition(pair, place, data)
  );
}

function unequalLengths(
  { source, target, line }: Pair,
  place: string,
  { task, data }: FileReading,
): FileProblem | undefined {
  if (task !== 'aligned') return undefined;
  const sourceTokens = tokenize(source, data.src).length;
  const targetTokens = tokenize(target, data.trg).length;
  if (sourceTokens === targetTokens) return undefined;
  return {
    code: 'unequal-lengths',
    line,
    message: `${place} has ${sourceTokens} source and ${targetTokens} target tokens: ${quote(source)} → ${quote(target)}. Task "aligned" needs one target token for each source token. Correct the line, or set task to "translation".`,
  };
}

function noSmiles(pair: Pair, place: string, { data }: FileReading): FileProblem | undefined {
  for (const side of ['src', 'trg'] as const) {
    if (data[side].level !== 'smiles') continue;
    const text = side === 'src' ? pair.source : pair.target;
    const problem = findSmilesProblem(text);
    if (problem === undefined) continue;
    return {
      code: 'no-smiles',
      line: pair.line,
      message: `${place} has ${quote(problem.character)} at column ${problem.column} of its ${side === 'src' ? 'source' : 'target'}, which is no SMILES: ${quote(text)}. Correct the line, or set data.${side}.level to "char".`,
    };
  }
  return undefined;
}

const longestQuote = 40;

function quote(text: string): string {
  return JSON.stringify(text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text);
}
