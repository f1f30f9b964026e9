import { pairProblem, type FileReading } from '../data/readPairFile';
import type { Pair } from '../data/pair';
import { tsvRows } from '../data/parseTsv';
import { tokenize } from '../text/tokenizer';
import type { Config, DataConfig } from './schema';

export type SplitName = 'train' | 'dev' | 'test';

/** What of a config decides what there is to say about its data files. */
export type DataFileConfig = Pick<Config, 'task'> & { readonly data: Pick<DataConfig, 'src' | 'trg'> };

/** A line and how long one of its sides is. */
export interface LongLine {
  /** From 1, as all lines here. */
  readonly line: number;
  readonly tokens: number;
}

/** A line that repeats an earlier one. */
export interface DuplicateLine {
  readonly line: number;
  readonly earlier: number;
}

/** A line whose source stands in another split, too. */
export interface LeakingLine {
  readonly line: number;
  readonly split: SplitName;
  readonly otherLine: number;
}

/** Something to know about one line. */
export interface LineFinding {
  readonly line: number;
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: string;
  readonly message: string;
}

/** What there is to say about a data file. */
export interface DataFileReport {
  readonly pairs: number;
  /** The longest sources in tokens, the longest first; none where sources are no text. */
  readonly longestSources: readonly LongLine[];
  readonly longestTargets: readonly LongLine[];
  readonly duplicates: readonly DuplicateLine[];
  /** Of a training split, one entry for each line of dev and test that stands in it, else one for each line of its own. */
  readonly leaks: readonly LeakingLine[];
  /** In the order of the file. */
  readonly findings: readonly LineFinding[];
}

/** Another split that this one must not share sources with. */
export interface OtherSplit {
  readonly split: SplitName;
  readonly lines: SplitLines;
}

/** Where each source of a split stands (of a language model: each text). */
export type SplitLines = ReadonlyMap<string, readonly number[]>;

export interface DataFileReading {
  readonly text: string;
  readonly split: SplitName;
  readonly config: DataFileConfig;
  readonly others: readonly OtherSplit[];
}

/** The longest lines that are listed. */
const listedLines = 20;

/**
 * Goes through a data file line by line, as training will read it. It yields after every line, so that whoever runs it may
 * let others work; the report is what it returns.
 */
export function* reportDataFile(reading: DataFileReading): Generator<void, DataFileReport, void> {
  const { text, split, config, others } = reading;
  const findings: LineFinding[] = [];
  const sources = new LongestLines(config.data.src);
  const targets = new LongestLines(config.data.trg);
  const duplicates = new Duplicates();
  const leaks = new Leaks(split, leakingSide(config), others);
  let pairs = 0;
  for (const row of tsvRows(text, thisLine)) {
    if (row.type === 'blank') {
      const message = 'This line is empty: it is passed over.';
      findings.push({ line: row.line, severity: 'information', code: 'blank-line', message });
    } else if (row.type === 'problem') {
      findings.push({ ...row.problem, severity: 'error' });
    } else {
      const problem = pairProblem(row.pair, thisLine(), config);
      if (problem !== undefined) {
        findings.push({ ...problem, severity: 'error' });
      } else {
        pairs++;
        const { source, target, line } = row.pair;
        const lengths = { src: sources.add(line, source), trg: targets.add(line, target) };
        duplicates.add(row.pair);
        leaks.add(row.pair);
        findings.push(...pairFindings(row.pair, lengths, config));
      }
    }
    yield;
  }
  return {
    pairs,
    longestSources: config.task === 'language_model' ? [] : sources.lines,
    longestTargets: targets.lines,
    duplicates: duplicates.lines,
    leaks: leaks.lines,
    findings,
  };
}

/** Where each source of another split stands; lines that can't be read are passed over. Yields after every line. */
export function* readSplitLines(
  text: string,
  config: Pick<Config, 'task'>,
): Generator<void, SplitLines, void> {
  const side = leakingSide(config);
  const lines = new Map<string, number[]>();
  for (const row of tsvRows(text, thisLine)) {
    if (row.type === 'pair') {
      const { pair } = row;
      const known = lines.get(pair[side]);
      if (known === undefined) lines.set(pair[side], [pair.line]);
      else known.push(pair.line);
    }
    yield;
  }
  return lines;
}

/** Findings stand on their line: a message need not say which. */
const thisLine = (): string => 'This line';

/** A language model has texts alone. */
const leakingSide = ({ task }: Pick<Config, 'task'>): 'source' | 'target' =>
  task === 'language_model' ? 'target' : 'source';

/** What is worth knowing of a pair that can be used. */
function* pairFindings(
  { source, target, line }: Pair,
  lengths: { readonly src: number | undefined; readonly trg: number | undefined },
  { data, task }: Pick<FileReading, 'data' | 'task'>,
): Generator<LineFinding, void, void> {
  const empty = [
    ...(source === '' && task !== 'language_model' ? ['source'] : []),
    ...(target === '' ? ['target'] : []),
  ];
  if (empty.length > 0) {
    const [sides, are] = [empty.join(' and '), empty.length === 1 ? 'is' : 'are'];
    const message = `The ${sides} ${are} empty, and trained on as such. Complete the line or remove it, unless that is meant.`;
    yield { line, severity: 'information', code: 'empty-side', message };
  }
  for (const side of ['src', 'trg'] as const) {
    const { max_length } = data[side];
    const tokens = lengths[side];
    if (tokens === undefined || tokens <= max_length) continue;
    const name = side === 'src' ? 'source' : 'target';
    const message = `The ${name} has ${tokens} tokens, more than data.${side}.max_length ${max_length}: training leaves the pair out. Raise data.${side}.max_length to keep it.`;
    yield { line, severity: 'warning', code: 'too-long', message };
  }
}

/** No character becomes more than three by composing it or making it lower-case. */
const greatestGrowth = 3;

/** Keeps the longest lines of one side. What can be neither among them nor too long is not even split into tokens. */
class LongestLines {
  readonly lines: LongLine[] = [];

  constructor(private readonly side: DataConfig['src'] | DataConfig['trg']) {}

  /** Tokens of a text; undefined where nobody needs to know. */
  add(line: number, text: string): number | undefined {
    if (this.side.level === 'image') return undefined;
    const shortest = this.lines.length < listedLines ? -1 : (this.lines.at(-1)?.tokens ?? -1);
    if (text.length * greatestGrowth <= Math.min(shortest, this.side.max_length)) return undefined;
    const tokens = tokenize(text, this.side).length;
    if (tokens > shortest) {
      const place = this.lines.findIndex((other) => other.tokens < tokens);
      this.lines.splice(place === -1 ? this.lines.length : place, 0, { line, tokens });
      if (this.lines.length > listedLines) this.lines.pop();
    }
    return tokens;
  }
}

class Duplicates {
  readonly lines: DuplicateLine[] = [];
  private readonly seen = new Map<string, number>();

  add({ source, target, line }: Pair): void {
    const key = `${source}\t${target}`;
    const earlier = this.seen.get(key);
    if (earlier === undefined) this.seen.set(key, line);
    else this.lines.push({ line, earlier });
  }
}

class Leaks {
  readonly lines: LeakingLine[] = [];
  /** Of a training split: what has been found, since each line of the others counts once. */
  private readonly found = new Set<string>();
  private readonly others: readonly OtherSplit[];

  constructor(
    private readonly split: SplitName,
    private readonly side: 'source' | 'target',
    others: readonly OtherSplit[],
  ) {
    // Dev and test may share what they like.
    this.others = others.filter((other) => (split === 'train') !== (other.split === 'train'));
  }

  add(pair: Pair): void {
    const text = pair[this.side];
    for (const { split, lines } of this.others) {
      const leaking = lines.get(text);
      if (leaking === undefined) continue;
      const listed = this.split === 'train' ? leaking : leaking.slice(0, 1);
      if (this.split === 'train' && this.found.has(`${split}\t${text}`)) continue;
      this.found.add(`${split}\t${text}`);
      for (const otherLine of listed) this.lines.push({ line: pair.line, split, otherLine });
    }
  }
}
