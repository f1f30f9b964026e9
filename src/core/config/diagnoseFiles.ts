import type { Pair } from '../data/pair';
import { readMerges } from '../data/loadMerges';
import { loadPictures } from '../data/loadPictures';
import { whatFilesHold } from '../data/loadSplits';
import type { FileContent, FileProblem } from '../data/parseTsv';
import { readPairFile } from '../data/readPairFile';
import { MergesError } from '../text/bpe/merges';
import { tokenize } from '../text/tokenizer';
import type { ConfigDocument, ConfigPath } from './configDocument';
import { diagnoseWordVectors } from './diagnoseWordVectors';
import type { Diagnostic } from './diagnostic';
import { remove, set, type ConfigChange } from './edits/configChange';
import { say, spoken, type Message } from './message';
import type { ParsedConfig } from './parseConfig';
import type { Config, SourceTextConfig, TargetTextConfig } from './schema';

/** How the files that a config names are reached. Paths are as written in the config: relative to it, or absolute. */
export interface FileAccess {
  /** The full path, for messages. */
  resolve(path: string): string;
  /** The bytes of a file; `undefined` when there is none. Rejects when it can't be read. */
  readBytes(path: string): Promise<Uint8Array | undefined>;
  /** Its first bytes, at most so many. */
  readStart(path: string, byteCount: number): Promise<Uint8Array | undefined>;
}

type SplitName = 'train' | 'dev' | 'test';

interface LoadedSplit {
  readonly split: SplitName;
  /** As written in the config. */
  readonly path: string;
  readonly pairs: readonly Pair[];
}

const splitNames: readonly SplitName[] = ['train', 'dev', 'test'];
/** After so many malformed lines of one file the rest is only counted. */
const shownProblems = 5;
/** Pictures of one file that are looked at; training looks at all. */
const checkedPictures = 2000;
const longestQuote = 40;

/**
 * What only the data files can tell: missing, empty or malformed files, pairs that are too long, repeated, or that leak
 * from train into dev or test; and files of word vectors that do not fit. Findings stand at the key that names the file. Nothing to say without a config.
 */
export async function diagnoseFiles(parsed: ParsedConfig, files: FileAccess): Promise<Diagnostic[]> {
  const { config, document } = parsed;
  if (config === undefined) return [];
  const report = new FileReport(document);
  const splits: LoadedSplit[] = [];
  for (const split of splitNames) {
    const path = config.data[split];
    if (typeof path !== 'string') continue;
    const pairs = await readSplit(split, path, config, files, report);
    if (pairs !== undefined) splits.push({ split, path, pairs });
  }
  for (const split of splits) {
    diagnoseLengths(split, config, report);
    diagnoseDuplicates(split, report);
  }
  const [train, ...heldOut] = splits;
  if (train?.split === 'train') diagnoseLeaks(train, heldOut, config, files, report);
  await diagnoseMerges(config, files, report);
  const wordVectors = await diagnoseWordVectors(config, document, files);
  return [...report.diagnostics, ...wordVectors].sort((a, b) => a.offset - b.offset);
}

/** Collects findings at the keys that name files. */
class FileReport {
  readonly diagnostics: Diagnostic[] = [];

  constructor(private readonly document: ConfigDocument) {}

  add(
    severity: Diagnostic['severity'],
    code: string,
    split: SplitName,
    message: Message | string,
    ...remedies: readonly ConfigChange[]
  ): void {
    this.addAt(['data', split], severity, code, message, ...remedies);
  }

  addAt(
    path: ConfigPath,
    severity: Diagnostic['severity'],
    code: string,
    message: Message | string,
    ...remedies: readonly ConfigChange[]
  ): void {
    this.diagnostics.push(
      this.document.diagnostic(this.document.valueRange(path), {
        severity,
        code,
        ...spoken(message),
        path,
        source: 'semantic',
        remedies: remedies.map((change) => [change]),
      }),
    );
  }
}

async function readSplit(
  split: SplitName,
  path: string,
  config: Config,
  files: FileAccess,
  report: FileReport,
): Promise<readonly Pair[] | undefined> {
  const bytes = await readBytes(split, path, files, report);
  if (bytes === undefined) return undefined;
  const content = readPairFile(bytes, path, config);
  const { pairs } = content;
  const problems = [...content.problems, ...(await pictureProblems(content, path, config, files))];
  for (const problem of problems.slice(0, shownProblems)) {
    report.add('error', problem.code, split, problem.message);
  }
  if (problems.length > shownProblems) {
    const more = problems.length - shownProblems;
    report.add(
      'error',
      'more-problems',
      split,
      more === 1 ? say`${path} has 1 more malformed line.` : say`${path} has ${more} more malformed lines.`,
    );
  }
  if (pairs.length === 0 && problems.length === 0) {
    report.add(
      'error',
      'empty-file',
      split,
      say`${files.resolve(path)} is empty. ${whatFilesHold(config.task, path)}`,
    );
  }
  return pairs;
}

/** What is wrong with the pictures that a file names: with the first, for a file may name very many. */
async function pictureProblems(
  { pairs }: FileContent,
  path: string,
  { data: { src } }: Config,
  files: FileAccess,
): Promise<readonly FileProblem[]> {
  if (src.level !== 'image') return [];
  const first = { pairs: pairs.slice(0, checkedPictures), problems: [] };
  return (await loadPictures(first, path, src, (picture) => files.readBytes(picture))).problems;
}

async function readBytes(
  split: SplitName,
  path: string,
  files: FileAccess,
  report: FileReport,
): Promise<Uint8Array | undefined> {
  try {
    const bytes = await files.readBytes(path);
    if (bytes === undefined) {
      report.add(
        'error',
        'missing-file',
        split,
        say`There is no file ${files.resolve(path)}. Paths are relative to the config file. Correct the path, create the file (source TAB target, one pair a line), or use a generator such as {"generator": "copy", "size": 1000}.`,
      );
    }
    return bytes;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    report.add('error', 'unreadable-file', split, say`${files.resolve(path)} can't be read: ${reason}.`);
    return undefined;
  }
}

function diagnoseLengths({ split, path, pairs }: LoadedSplit, { data }: Config, report: FileReport): void {
  for (const side of ['src', 'trg'] as const) {
    const { max_length } = data[side];
    const tooLong = pairs.filter((pair) =>
      isLongerThan(side === 'src' ? pair.source : pair.target, max_length, data[side]),
    );
    const [first] = tooLong;
    if (first === undefined) continue;
    const key = `data.${side}.max_length`;
    const longest = tooLong.reduce((most, pair) => Math.max(most, lengthOf(pair, side, data)), 0);
    const raise = set(['data', side, 'max_length'], longest);
    if (tooLong.length === pairs.length) {
      const message = say`Every pair of ${path} is longer than ${key} ${max_length}, so none is left. Raise ${key}.`;
      report.add('error', 'all-too-long', split, message, raise);
    } else {
      const message = say`${tooLong.length} of ${pairs.length} pairs of ${path} are longer than ${key} ${max_length} and are left out (the first in line ${first.line}). Raise ${key} to keep them.`;
      report.add('warning', 'too-long', split, message, raise);
    }
  }
}

function lengthOf(pair: Pair, side: 'src' | 'trg', data: Config['data']): number {
  return tokenize(side === 'src' ? pair.source : pair.target, data[side]).length;
}

/** No character becomes more than three by composing it or making it lower-case. */
const greatestGrowth = 3;

function isLongerThan(text: string, limit: number, side: SourceTextConfig | TargetTextConfig): boolean {
  return text.length * greatestGrowth > limit && tokenize(text, side).length > limit;
}

function diagnoseDuplicates({ split, path, pairs }: LoadedSplit, report: FileReport): void {
  const seen = new Map<string, number>();
  let count = 0;
  let first: { line: number; earlier: number } | undefined;
  for (const { source, target, line } of pairs) {
    const key = `${source}\t${target}`;
    const earlier = seen.get(key);
    if (earlier === undefined) seen.set(key, line);
    else {
      count++;
      first ??= { line, earlier };
    }
  }
  if (first === undefined) return;
  report.add(
    'warning',
    'duplicate-pairs',
    split,
    count === 1
      ? say`1 line of ${path} repeats an earlier pair (line ${first.line} is line ${first.earlier} again). Remove it, unless it is to weigh more.`
      : say`${count} lines of ${path} repeat an earlier pair (line ${first.line} is line ${first.earlier} again). Remove them, unless they are to weigh more.`,
  );
}

function diagnoseLeaks(
  train: LoadedSplit,
  heldOut: readonly LoadedSplit[],
  { task }: Config,
  files: FileAccess,
  report: FileReport,
): void {
  // A language model has texts alone.
  const side = task === 'language_model' ? 'target' : 'source';
  const trainLines = new Map<string, number>();
  for (const pair of train.pairs) if (!trainLines.has(pair[side])) trainLines.set(pair[side], pair.line);
  for (const { split, path, pairs } of heldOut) {
    if (files.resolve(path) === files.resolve(train.path)) {
      const message = say`data.${split} is the same file as data.train, so its score says nothing about new text. Put some pairs aside in a file of their own.`;
      report.add('warning', 'leak', split, message);
      continue;
    }
    const leaking = pairs.filter((pair) => trainLines.has(pair[side]));
    const [first] = leaking;
    if (first === undefined) continue;
    const place = say`${path}:${first.line} is ${train.path}:${trainLines.get(first[side]) ?? 0}, ${quote(first[side])}`;
    const message = say`${leaking.length} of ${pairs.length} ${side === 'source' ? say`sources` : say`texts`} of data.${split} stand in data.train as well (${place}). Its score will look better than it is: remove them from one of the two.`;
    report.add('warning', 'leak', split, message);
  }
}

async function diagnoseMerges({ data }: Config, files: FileAccess, report: FileReport): Promise<void> {
  for (const side of ['src', 'trg'] as const) {
    try {
      await readMerges(data[side].codes_file, (path) => files.readBytes(path));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const code = error instanceof MergesError ? 'merges-file' : 'unreadable-file';
      const path = ['data', side, 'codes_file'];
      report.addAt(path, 'error', code, reason, remove(path));
    }
  }
}

function quote(text: string): string {
  return JSON.stringify(text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text);
}
