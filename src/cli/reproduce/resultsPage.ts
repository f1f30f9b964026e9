import type { Machine } from '../bench/machine';
import { markdownTable } from '../table';
import { lengthLadder } from './lengthLadder';
import type { EntryResult } from './reproduceEntry';
import { publishedSources, resultColumns, resultRows } from './resultsTable';

/** What the page tells beside the results. */
export interface PageContext {
  /** As one types it. */
  readonly command: string;
  readonly machine: Machine;
  readonly version: string;
}

/** docs/results.md: the results with the command that made them, where, and by which versions. */
export function resultsPage(results: readonly EntryResult[], context: PageContext): string {
  const { command, machine, version } = context;
  const engines = new Set(
    results.flatMap(({ trained }) =>
      trained.map(
        ({ engine }) =>
          `${engine.name} ${engine.version} on ${engine.threads === 1 ? '1 thread' : `${engine.threads} threads`}`,
      ),
    ),
  );
  const sources = publishedSources(results);
  return [
    '# Results',
    '',
    `<!-- Written by \`${command}\`: do not edit. -->`,
    '',
    `Made by \`${command}\` on ${machine.date}: Seq2Seq Lab ${version}, engine ${[...engines].join('; ')}, Node ${machine.node}, ` +
      `${machine.processor}, ${machine.cores} cores, ${machine.system}.`,
    '',
    ...method,
    '',
    ...markdownTable(resultColumns, resultRows(results)),
    '',
    ...(sources.length === 0
      ? []
      : ['Published numbers come from:', '', ...sources.map((line) => `- ${line}`), '']),
    ...results.flatMap(ladderSection),
  ].join('\n');
}

const method = [
  'Every system is trained by its config in `gallery/` with a fixed seed, and its best checkpoint by the dev split is measured on',
  'the test split, which it has never seen. Intervals hold 95 %: Wilson’s for sequence accuracy, the bootstrap over pairs for the',
  'rest. “reported” means that nothing fails for that line: no band has been measured for it yet, or there is none. Seconds are',
  'those of training, all variants of a system together; on another machine they differ.',
];

function ladderSection({ entry: { name }, trained }: EntryResult): string[] {
  const ladder = lengthLadder(trained);
  if (ladder === undefined) return [];
  return [
    `## ${name}`,
    '',
    'Sequence accuracy in % by length:',
    '',
    ...markdownTable(ladder.columns, ladder.rows),
    '',
  ];
}
