import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { version } from '../../../package.json';
import type { ExpectedResult } from '../../core/config/expectedResult';
import { ensureStateFolder } from '../../runs/stateFolder';
import { describeMachine } from '../bench/machine';
import { CommandFailed } from '../commandFailed';
import { formatDuration } from '../duration';
import { findGallery, readExpected, readGallery, selectEntries } from '../galleryEntries';
import type { GalleryFolder } from '../galleryEntries';
import { engineOption, wholeNumber } from '../options';
import type { EngineChoice } from '../options';
import type { Output } from '../output';
import { ladderLines } from '../reproduce/lengthLadder';
import { quickEntry, storeQuickLoss } from '../reproduce/quickEntry';
import type { QuickResult } from '../reproduce/quickEntry';
import { reproduceEntry } from '../reproduce/reproduceEntry';
import type { EntryResult } from '../reproduce/reproduceEntry';
import { resultsPage } from '../reproduce/resultsPage';
import { hasFailed, publishedSources, resultColumns, resultRows } from '../reproduce/resultsTable';
import { textTable } from '../table';
import type { Column } from '../table';
import { UsageError } from '../usageError';

interface ReproduceCommandOptions {
  readonly quick?: true;
  readonly update?: true;
  readonly long?: true;
  readonly again?: true;
  readonly out?: string;
  readonly write?: string | true;
  readonly engine: EngineChoice;
  readonly threads?: number;
}

/** An entry with what is expected of it. */
interface ExpectedEntry {
  readonly entry: GalleryFolder;
  readonly expected: ExpectedResult;
}

const defaultPage = path.join('docs', 'results.md');

export function reproduceCommand(output: Output): Command {
  return new Command('reproduce')
    .summary('train systems of the gallery and compare with what is published')
    .description(
      'Trains systems of the gallery with fixed seeds, measures them on their test splits, and prints one table: published numbers\n' +
        'beside ours with their 95 % intervals, and whether what must hold does. Finished trainings are kept and not repeated.',
    )
    .argument('[names...]', 'of `gallery list` (default: all)')
    .option(
      '--quick',
      'only 30 steps each on one thread of the wasm engine: the same loss as ever, and it decodes',
    )
    .option('--update', 'with --quick: store the losses as those to come')
    .option(
      '--long',
      'the budgets of the publications, where an entry has one: told, but nothing fails for it',
    )
    .option('--again', 'train again what is finished')
    .option('--out <folder>', 'keeps the runs and their results (default: .s2s/reproduce here)')
    .option('--write [file]', `write the results as a page (default: ${defaultPage})`)
    .addOption(engineOption())
    .option('--threads <n>', 'threads that compute (default: the engine decides)', wholeNumber(1, 1024))
    .addHelpText(
      'after',
      '\nResult with --json: results [{name, variant, claim, metric, published, ours {value, low, high}, shown, band, passed, seconds}],\n' +
        'passed is null where nothing fails for it; with --quick: results [{name, loss, stored, passed, seconds, problem}].\n' +
        'Exit code 1 when anything has not passed.',
    )
    .action(async (names: string[], options: ReproduceCommandOptions) => {
      if (options.update === true && options.quick !== true)
        throw new UsageError('--update stores the losses of --quick: give --quick too.');
      if (options.long === true && options.quick === true)
        throw new UsageError('--quick and --long are two depths: give one of them.');
      const entries = await expectedEntries(names, output);
      if (options.quick === true) await runQuick(entries, options.update === true, output);
      else await runFull(entries, names, options, output);
    });
}

/** Entries that say nothing of what is expected are named and left out. */
async function expectedEntries(names: readonly string[], output: Output): Promise<ExpectedEntry[]> {
  const selected = selectEntries(await readGallery(await findGallery()), names);
  const found: ExpectedEntry[] = [];
  for (const entry of selected) {
    const expected = await readExpected(entry);
    if (expected === undefined) output.notice(`${entry.name} has no expected.json: left out.`);
    else found.push({ entry, expected });
  }
  return found;
}

async function runQuick(entries: readonly ExpectedEntry[], update: boolean, output: Output): Promise<void> {
  const results: QuickResult[] = [];
  for (const { entry, expected } of entries) {
    const result = await quickEntry(entry, expected.quick?.loss);
    const { loss } = result;
    if (update && loss !== undefined) {
      await storeQuickLoss(entry, loss);
      results.push({ name: entry.name, loss, stored: loss, passed: true, seconds: result.seconds });
    } else {
      results.push(result);
    }
  }
  for (const line of textTable(quickColumns, results)) output.line(line);
  output.result({ results });
  if (results.some(({ passed }) => !passed)) throw new CommandFailed();
}

const quickColumns: readonly Column<QuickResult>[] = [
  { title: 'system', cell: ({ name }) => name, text: true },
  { title: 'loss', cell: ({ loss }) => loss?.toFixed(4) ?? '' },
  { title: 'stored', cell: ({ stored }) => stored?.toFixed(4) ?? '' },
  { title: 'seconds', cell: ({ seconds }) => seconds.toFixed(1) },
  {
    title: 'result',
    cell: ({ passed, problem }) => (passed ? 'pass' : `FAIL  ${problem ?? ''}`),
    text: true,
  },
];

async function runFull(
  entries: readonly ExpectedEntry[],
  names: readonly string[],
  options: ReproduceCommandOptions,
  output: Output,
): Promise<void> {
  const { again = false, long = false, engine, threads, out, write } = options;
  const chosen = long ? entries.filter(({ expected }) => expected.long !== undefined) : entries;
  if (chosen.length === 0) throw new UsageError('None of these systems has a budget for --long.');
  output.line(announce(chosen, long));
  const folder =
    out === undefined ? path.join(await ensureStateFolder(process.cwd()), 'reproduce') : path.resolve(out);
  const results: EntryResult[] = [];
  for (const { entry, expected } of chosen)
    results.push(await reproduceEntry(entry, expected, { folder, engine, threads, again, long }, output));
  show(results, output);
  if (write !== undefined) {
    const page = path.resolve(write === true ? defaultPage : write);
    await mkdir(path.dirname(page), { recursive: true });
    const command = [
      'seq2seq-lab gallery reproduce',
      ...names,
      ...(long ? ['--long'] : []),
      ...(engine === 'auto' ? [] : [`--engine ${engine}`]),
      ...(threads === undefined ? [] : [`--threads ${threads}`]),
      '--write',
    ].join(' ');
    await writeFile(page, resultsPage(results, { command, machine: describeMachine(), version }));
    output.line(`Written: ${page}`);
  }
  output.result({ results: resultRows(results).map(toJson) });
  if (results.some(hasFailed)) throw new CommandFailed();
}

/** How long it will take, before it begins. */
function announce(entries: readonly ExpectedEntry[], long: boolean): string {
  const systems = entries.length === 1 ? '1 system' : `${entries.length} systems`;
  if (long) return `${systems} with the budgets of their publications: hours rather than minutes.`;
  const known = entries.flatMap(({ expected: { seconds } }) => (seconds === undefined ? [] : [seconds]));
  const total = known.reduce((sum, seconds) => sum + seconds, 0);
  const unknown = entries.length - known.length;
  const rest = unknown === 0 ? '' : `, and ${unknown} of which nobody knows yet`;
  return `${systems}: about ${formatDuration(1000 * total)} of training where they were measured${rest}. What is finished already takes none.`;
}

function show(results: readonly EntryResult[], output: Output): void {
  output.line();
  for (const line of textTable(resultColumns, resultRows(results))) output.line(line);
  for (const { entry, trained } of results)
    for (const line of ladderLines(entry.name, trained)) output.line(line);
  const sources = publishedSources(results);
  if (sources.length > 0) output.line('\nPublished:');
  for (const source of sources) output.line(`  ${source}`);
}

function toJson({ name, outcome, problem, seconds }: ReturnType<typeof resultRows>[number]): object {
  if (outcome === undefined) return { name, passed: false, problem, seconds };
  const { variant, claim, metric, published, ours, shown, band, passed } = outcome;
  return { name, variant, claim, metric, published, ours, shown, band, passed: passed ?? null, seconds };
}
